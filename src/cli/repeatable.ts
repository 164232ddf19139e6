/** An option that may be given more than once: commander's parser of its argument. */
export function repeatable(item: string, items: readonly string[] = []): string[] {
  return [...items, item];
}
