/** Numbers and times as the page shows them. */

/** `2026-11-29 19:31:34` in UTC; SEL times have seconds alone. */
export function timeText(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 19).replace("T", " ");
}

/** `19:31:34.120` in UTC. */
export function clockText(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(11, 23);
}

export function hexByte(value: number): string {
  return `${value.toString(16).padStart(2, "0").toUpperCase()}h`;
}

/** A reading with its unit: `42.5 °C`. */
export function reading(value: number, unit: string | undefined): string {
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
  return unit === undefined || unit === "" ? text : `${text} ${unit}`;
}

/** `1 record`, `2 records`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
}

export function millis(ms: number): string {
  return ms < 10 ? `${ms.toFixed(2)} ms` : `${Math.round(ms)} ms`;
}

/** `netFnRequest` → `net fn request`, `0xd5` stays. */
export function spaced(name: string): string {
  return name.replaceAll(/(?<=[a-z\d])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
