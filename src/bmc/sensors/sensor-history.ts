/** Readings of a controller's numeric sensors since it was made, kept in memory alone. */
import type { Clock } from "../../clock.ts";
import { type KeptReading, ReadingRing, type Shown } from "./reading-ring.ts";
import type { Sensor } from "./sensor.ts";
import type { Sensors } from "./sensors.ts";

export class SensorHistory {
  readonly #clock: Clock;
  readonly #beganMs: number;
  /** A ring for each sensor that has changed; of the others, the reading. */
  readonly #kept: Map<Sensor, Shown | ReadingRing>;

  constructor(sensors: Sensors, clock: Clock) {
    this.#clock = clock;
    this.#beganMs = clock.nowMs();
    const numeric = sensors.all.filter(({ definition }) => definition.format !== "none");
    this.#kept = new Map(numeric.map((sensor) => [sensor, shownBy(sensor)]));
    if (numeric.length > 0) sensors.watch((sensor) => this.#look(sensor));
  }

  /** The oldest first; undefined for a sensor without numeric readings. */
  of(sensor: Sensor): readonly (KeptReading & { readonly epochMs: number })[] | undefined {
    const kept = this.#kept.get(sensor);
    if (kept === undefined) return undefined;
    const startMs = this.#clock.epochMs() - this.#clock.nowMs();
    return this.#ringOf(sensor, kept).readings.map((each) => ({ ...each, epochMs: Math.round(startMs + each.atMs) }));
  }

  #look(sensor: Sensor): void {
    const kept = this.#kept.get(sensor);
    const shown = shownBy(sensor);
    if (kept === undefined || shown === (kept instanceof ReadingRing ? kept.latest : kept)) return;
    const ring = this.#ringOf(sensor, kept);
    ring.add(this.#clock.nowMs(), shown);
    this.#kept.set(sensor, ring);
  }

  #ringOf(sensor: Sensor, kept: Shown | ReadingRing): ReadingRing {
    return kept instanceof ReadingRing ? kept : new ReadingRing(sensor, this.#beganMs, kept);
  }
}

function shownBy({ available, reading }: Sensor): Shown {
  return available ? reading : null;
}
