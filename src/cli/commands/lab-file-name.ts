/** Whether the name of a scenario or a fault is a file's: it ends in .yaml, or has a folder. */
export function isFileName(name: string): boolean {
  return name.endsWith(".yaml") || name.includes("/");
}
