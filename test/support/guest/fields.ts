/**
 * Output of ipmitool and FreeIPMI, as a record: "Device ID : 42" is a field, a line without a colon one more value of
 * the field before it, unless a blank line comes between: then it is a heading. Blanks around a value are ignored.
 */
export function fields(output: string): Record<string, string> {
  const found: [name: string, values: string[]][] = [];
  let open: string[] = [];
  for (const line of output.split("\n")) {
    const [, name, value] = /^\s*(.+?)\s*:(?:\s+(.*?))?\s*$/.exec(line) ?? [];
    if (name !== undefined) {
      open = value ? [value] : [];
      found.push([name, open]);
    } else if (line.trim() === "") {
      open = [];
    } else {
      open.push(line.trim());
    }
  }
  return Object.fromEntries(found.map(([name, values]) => [name, values.join(", ")]));
}
