/** What moves a sensor, and how. Values are in the sensor's units; times are whole milliseconds, over 0 where not said. */
import type { SensorOptions } from "../bmc/sensors/options.ts";
import type { SensorInput } from "./signal.ts";

export type SourceOptions =
  | { readonly kind: "constant"; readonly input: SensorInput }
  | ({ readonly kind: "ramp" } & RampOptions)
  | ({ readonly kind: "sine" } & SineOptions)
  | ({ readonly kind: "square" } & SquareOptions)
  | ({ readonly kind: "randomWalk" } & RandomWalkOptions)
  | ({ readonly kind: "script" } & ScriptOptions)
  | ({ readonly kind: "file" } & FileOptions)
  | ({ readonly kind: "follow" } & FollowOptions)
  /** Set Sensor Reading And Event Status, and nothing else. */
  | { readonly kind: "guest" };

export interface SourcedSensorOptions extends SensorOptions {
  readonly source?: SourceOptions | undefined;
}

export interface RampOptions {
  readonly from: number;
  readonly to: number;
  readonly overMs: number;
  /** At its end: stays there, begins anew, or goes back and forth. */
  readonly atEnd: "hold" | "repeat" | "back";
  readonly everyMs: number;
}

export interface SineOptions {
  readonly mean: number;
  readonly amplitude: number;
  readonly periodMs: number;
  /** Degrees; 0 begins at the mean, going up. */
  readonly phase: number;
  readonly everyMs: number;
}

export interface SquareOptions {
  readonly low: number;
  readonly high: number;
  readonly periodMs: number;
  /** Share of the period that it is high, 0 to 1. */
  readonly duty: number;
  /** Degrees; 0 begins as it goes high. */
  readonly phase: number;
}

export interface RandomWalkOptions {
  readonly start: number;
  /** The longest step. */
  readonly step: number;
  readonly min: number;
  readonly max: number;
  readonly everyMs: number;
  /** Of the walk: the same seed gives the same one. */
  readonly seed: number;
}

export interface ScriptOptions {
  /** In the order of their times, 0 or more; at least one. */
  readonly steps: readonly { readonly atMs: number; readonly input: SensorInput }[];
  /** Begins anew after so long, which is past the last step. */
  readonly repeatMs?: number | undefined;
}

/** A sensor of this or another controller of the machine. */
export interface SensorReference {
  /** Slave address; left out: the same controller. */
  readonly controller?: number | undefined;
  readonly sensor: string | number;
  readonly lun: number;
}

export interface FileOptions {
  readonly path: string;
  readonly everyMs: number;
  /** Where in the file it begins, in bytes; `length` bytes of it, 1 to 4, the lowest first, where it is binary. */
  readonly content: "text" | "binary";
  readonly offset: number;
  readonly length: number;
  /** Of text: decimal, which may have a fraction; 0 as in C: 0x12, 017, 15; or 2 to 36. */
  readonly base: "decimal" | number;
  /** In this order: the bits kept, then less, times and by what. */
  readonly mask?: number | undefined;
  readonly subtract: number;
  readonly multiply: number;
  readonly divide: number;
  /** What comes out of it: a value in units, or the raw reading; of a discrete sensor it is the bits of its states. */
  readonly gives: "units" | "raw";
  /** There is no reading where this state of another sensor is not asserted. */
  readonly dependsOn?: (SensorReference & { readonly state: number }) | undefined;
}

export interface FollowOptions {
  readonly followed: SensorReference;
  readonly how:
    | Line
    /** States below a value, and from it on. */
    | { readonly at: number; readonly below: readonly number[]; readonly above: readonly number[] }
    /** The other one's states. */
    | "states";
}

/** A value `from[0]` becomes `to[0]`, `from[1]` becomes `to[1]`: in a line between them, and level beyond. */
export interface Line {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  /** It goes 63 % of the way in `timeMs`. Left out: it is there at once. */
  readonly lag?: { readonly timeMs: number; readonly everyMs: number } | undefined;
}
