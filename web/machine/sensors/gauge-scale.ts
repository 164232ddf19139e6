/** Scale of a gauge: zones between the thresholds, and the place of the value. */
import type { SensorStatus } from "../../../src/control/calls/sensor.ts";

/** Room beyond the outermost thresholds, as a part of their distance. */
const MARGIN = 0.15;

interface Zone {
  readonly tone: "ok" | "warn" | "bad";
  readonly from: number;
  readonly to: number;
}

/** Zones of the scale, and the place of the value, from 0 to 1; undefined without thresholds. */
export function gaugeOf({ thresholds, value }: Pick<SensorStatus, "thresholds" | "value">) {
  const all = Object.values(thresholds);
  if (all.length === 0 || value === undefined) return undefined;
  const lower = (name: string) => thresholds[`lower${name}`];
  const upper = (name: string) => thresholds[`upper${name}`];
  const isOpenBelow = !Object.keys(thresholds).some((name) => name.startsWith("lower"));
  const reaches = isOpenBelow ? [...all, value, 0] : [...all, value];
  const [least, most] = [Math.min(...reaches), Math.max(...reaches)];
  const room = (most - least || 1) * MARGIN;
  const [start, end] = [least - room, most + room];
  const place = (at: number) => Math.max(0, Math.min(1, (at - start) / (end - start)));
  const lowBad = lower("Critical") ?? lower("NonRecoverable") ?? start;
  const lowWarn = lower("NonCritical") ?? lowBad;
  const highBad = upper("Critical") ?? upper("NonRecoverable") ?? end;
  const highWarn = upper("NonCritical") ?? highBad;
  const zones: readonly Zone[] = [
    { tone: "bad", from: 0, to: place(lowBad) },
    { tone: "warn", from: place(lowBad), to: place(lowWarn) },
    { tone: "ok", from: place(lowWarn), to: place(highWarn) },
    { tone: "warn", from: place(highWarn), to: place(highBad) },
    { tone: "bad", from: place(highBad), to: 1 },
  ];
  return { zones: zones.filter(({ from, to }) => to > from), at: place(value) };
}
