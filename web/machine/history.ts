/** Readings of sensors since the view was opened, and before. */
import type { SensorStatus } from "../../src/control/calls/sensor.ts";
import type { ResultOf } from "../../src/control/calls.ts";
import { PLOT_MS, SENSOR_POINTS } from "../limits.ts";
import { appended } from "../state/bounded.ts";

export interface Point {
  readonly epochMs: number;
  /** Null while the sensor has no reading. */
  readonly value: number | null;
}

/** Points by the key of their sensor. */
export type History = ReadonlyMap<string, readonly Point[]>;

/** Two sensors may have the same number on different LUNs. */
export function keyOf({ lun, number }: Pick<SensorStatus, "lun" | "number">): string {
  return `${lun}.${number}`;
}

/** The sensor in calls, which take a number for one on LUN 0. */
export function calledAs({ lun, number, name }: Pick<SensorStatus, "lun" | "number" | "name">): string | number {
  return lun === 0 ? number : name;
}

/** Returns the history with one more reading of each numeric sensor; sensors that are gone lose theirs. */
export function recorded(history: History, sensors: readonly SensorStatus[], epochMs: number): History {
  return new Map(
    sensors
      .filter(({ unit }) => unit !== undefined)
      .map((sensor) => {
        const key = keyOf(sensor);
        const point = { epochMs, value: (sensor.available ? sensor.value : undefined) ?? null };
        return [key, appended(history.get(key) ?? [], [point], SENSOR_POINTS)];
      }),
  );
}

/** The daemon's readings at times of this browser's clock. Extremes that differ from the value are points before it. */
export function toldPoints({ now, readings }: ResultOf<"sensor.history">, epochMs: number): readonly Point[] {
  return readings.flatMap(({ epochMs: at, value = null, lowest = null, highest = null }) => {
    const extremes = [lowest, highest].filter((each) => each !== value);
    return [...extremes, value].map((each) => ({ epochMs: at + epochMs - now, value: each }));
  });
}

/** Returns the points, after those of the time before them that a plot reaches. */
export function withEarlier(told: readonly Point[], points: readonly Point[]): readonly Point[] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return told;
  const earlier = told.filter(({ epochMs }) => epochMs < first.epochMs);
  const fromMs = Math.min(last.epochMs - PLOT_MS, first.epochMs);
  // A reading lasts until the next one: the plot begins with the reading of its first moment.
  const start = earlier.findLastIndex(({ epochMs }) => epochMs <= fromMs);
  const shown = earlier.slice(Math.max(start, 0));
  return [...shown.map(({ epochMs, value }) => ({ epochMs: Math.max(epochMs, fromMs), value })), ...points];
}
