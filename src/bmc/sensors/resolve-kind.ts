/**
 * Defaults that decide the kind of a sensor. The configuration calls this too: it needs the kind to look up the names
 * of states and to know whether values may be written. A second rule there could disagree with the sensor.
 */
import { ReadingType } from "../../ipmi/reading-type.ts";
import type { NumericFormat } from "./conversion.ts";

/** "none": another sensor's record describes this one too. */
export type RecordKind = "full" | "compact" | "eventOnly" | "none";

export interface WrittenKind {
  readonly readingType?: number | undefined;
  /** Offsets, or names that are not looked up yet: only whether there are any counts. */
  readonly states?: readonly unknown[] | undefined;
  readonly asserted?: readonly unknown[] | undefined;
  readonly format?: NumericFormat | undefined;
  readonly recordKind?: RecordKind | undefined;
}

export interface ResolvedKind {
  readonly readingType: number;
  readonly isThreshold: boolean;
  readonly isNumeric: boolean;
  readonly format: NumericFormat;
  readonly recordKind: RecordKind;
}

/** Keeps written values and derives the rest. Any state, even one only in `asserted`, makes a sensor discrete. */
export function resolveKind(written: WrittenKind): ResolvedKind {
  const { states = [], asserted = [] } = written;
  const usual = states.length + asserted.length > 0 ? ReadingType.sensorSpecific : ReadingType.threshold;
  const readingType = written.readingType ?? usual;
  const isThreshold = readingType === ReadingType.threshold;
  const format = written.format ?? (isThreshold ? "unsigned" : "none");
  const isNumeric = format !== "none";
  return {
    readingType,
    isThreshold,
    isNumeric,
    format,
    recordKind: written.recordKind ?? (isNumeric ? "full" : "compact"),
  };
}
