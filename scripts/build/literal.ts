/** Returns the source text of a value. @throws Error if it is not a plain value */
export function literal(value: unknown): string {
  if (value === undefined) return "undefined";
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (value === null || ["string", "boolean"].includes(typeof value)) return JSON.stringify(value);
  if (value instanceof Uint8Array) return `Uint8Array.of(${value.join(", ")})`;
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (!isPlain(value)) throw new Error(`a setting is ${String(value)}; expected a plain value`);
  const entries = Object.entries(value).map(([key, inner]) => `${keyText(key)}: ${literal(inner)}`);
  return `{ ${entries.join(", ")} }`;
}

function keyText(key: string): string {
  return /^[a-z]\w*$/i.test(key) ? key : JSON.stringify(key);
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
