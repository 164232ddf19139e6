/** The six thresholds of a sensor, and their twelve events (IPMI §35.13.3, table 42-2 code 01h). */

/** Thresholds in the order of their bits and bytes. */
export const THRESHOLDS = [
  "lowerNonCritical",
  "lowerCritical",
  "lowerNonRecoverable",
  "upperNonCritical",
  "upperCritical",
  "upperNonRecoverable",
] as const;
export type Threshold = (typeof THRESHOLDS)[number];

/** Makes a value for each threshold, in the order of `THRESHOLDS`. */
export function byThreshold<T>(of: (threshold: Threshold) => T): Readonly<Record<Threshold, T>> {
  return Object.fromEntries(THRESHOLDS.map((threshold) => [threshold, of(threshold)])) as Record<Threshold, T>;
}

/** Raw values. A sensor does not have the thresholds that are missing here. */
export type ThresholdValues = Readonly<Partial<Record<Threshold, number | undefined>>>;

/** Raw counts, 0 to 255. */
export interface Hysteresis {
  readonly positive: number;
  readonly negative: number;
}

export interface ThresholdEvent {
  readonly offset: number;
  readonly threshold: Threshold;
  readonly goingHigh: boolean;
}

/** Events by offset. */
export const THRESHOLD_EVENTS: readonly ThresholdEvent[] = THRESHOLDS.flatMap((threshold, index) => [
  { offset: 2 * index, threshold, goingHigh: false },
  { offset: 2 * index + 1, threshold, goingHigh: true },
]);

export function isUpper(threshold: Threshold): boolean {
  return threshold.startsWith("upper");
}

/** Whether the event begins: the reading is at the threshold or past it. All are counts, not raw bytes. */
export function isReached({ goingHigh }: ThresholdEvent, reading: number, threshold: number): boolean {
  return goingHigh ? reading >= threshold : reading <= threshold;
}

/** Whether the event ends: the reading is back by one count more than the hysteresis. */
export function isLeft({ goingHigh }: ThresholdEvent, reading: number, threshold: number, by: Hysteresis): boolean {
  return goingHigh ? reading < threshold - by.positive : reading > threshold + by.negative;
}
