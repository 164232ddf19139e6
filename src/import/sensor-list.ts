/** `ipmitool sensor`: what each sensor reads. */
import type { Notes } from "./notes.ts";

export interface PrintedReading {
  readonly name: string;
  /** In units; undefined for a discrete sensor. */
  readonly value?: number | undefined;
  /** Offsets that are asserted. */
  readonly states?: readonly number[] | undefined;
  readonly available: boolean;
}

const COLUMNS = 10;
const STATES = 15;

export function readSensorList(file: string, text: string, notes: Notes): readonly PrintedReading[] {
  const readings: PrintedReading[] = [];
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    if (content.trim() === "") continue;
    const cells = content.split("|").map((cell) => cell.trim());
    const reading = cells.length === COLUMNS ? readingOf(cells) : undefined;
    if (reading) readings.push(reading);
    else notes.add({ file, line: index + 1 }, `dropped, not a row of ipmitool sensor: ${content.trim()}`);
  }
  return readings;
}

function readingOf([name = "", value = "", unit, state = ""]: readonly string[]): PrintedReading | undefined {
  if (unit === "discrete") {
    if (value === "na" || state === "na") return { name, states: [], available: false };
    const [, low, high] = /^0x([0-9a-f]{2})([0-9a-f]{2})$/i.exec(state) ?? [];
    return low === undefined || high === undefined ? undefined : { name, states: offsets(low, high), available: true };
  }
  if (value === "na") return { name, available: false };
  const number = Number(value);
  return Number.isFinite(number) && value !== "" ? { name, value: number, available: true } : undefined;
}

/** Bytes of states 0 to 7 and 8 to 14; the highest bit means nothing. */
function offsets(low: string, high: string): readonly number[] {
  const bits = Number.parseInt(high + low, 16)
    .toString(2)
    .padStart(STATES + 1, "0");
  return Array.from({ length: STATES }, (_, offset) => offset).filter((offset) => bits.at(-1 - offset) === "1");
}
