/** Settings and arguments whose value no message repeats, not even a wrong one: it is often a right one with a slip. */
const SECRETS: ReadonlySet<PropertyKey> = new Set(["password", "token", "kg", "Password"]);

export function isSecret(path: readonly PropertyKey[]): boolean {
  return SECRETS.has(path.at(-1) ?? "");
}
