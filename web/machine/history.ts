/** Readings of sensors since the view was opened. */
import type { SensorStatus } from "../../src/control/calls/sensor.ts";
import { SENSOR_POINTS } from "../limits.ts";
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
