/** Thresholds in the masks of a record (IPMI §43.1, bytes 15 to 20). */
import { isUpper, THRESHOLDS, type Threshold } from "../bmc/sensors/thresholds.ts";

const FIRST_SETTABLE = 8;
const FIRST_COMPARISON = 12;
const LOWER = THRESHOLDS.filter((threshold) => !isUpper(threshold));
const UPPER = THRESHOLDS.filter(isUpper);

interface Masks {
  readonly assertions: ReadonlySet<number>;
  readonly deassertions: ReadonlySet<number>;
  readonly readable: ReadonlySet<number>;
}

export function readableThresholds({ readable }: Pick<Masks, "readable">): readonly Threshold[] {
  return THRESHOLDS.filter((_threshold, place) => readable.has(place));
}

export function settableThresholds({ readable }: Pick<Masks, "readable">): readonly Threshold[] {
  return THRESHOLDS.filter((_threshold, place) => readable.has(FIRST_SETTABLE + place));
}

/** Returns the thresholds that can be read, set or compared with. */
export function existingThresholds(masks: Masks): readonly Threshold[] {
  const all = new Set([...comparedThresholds(masks), ...readableThresholds(masks), ...settableThresholds(masks)]);
  return THRESHOLDS.filter((threshold) => all.has(threshold));
}

/** Returns the thresholds that Get Sensor Reading compares with. */
export function comparedThresholds(masks: Pick<Masks, "assertions" | "deassertions">): readonly Threshold[] {
  return [
    ...LOWER.filter((_threshold, place) => masks.assertions.has(FIRST_COMPARISON + place)),
    ...UPPER.filter((_threshold, place) => masks.deassertions.has(FIRST_COMPARISON + place)),
  ];
}
