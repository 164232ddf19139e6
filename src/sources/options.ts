/** Options of sources. Values are in the sensor's units; times are whole milliseconds above 0, unless noted. */
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
  /** Only the guest sets the sensor, by Set Sensor Reading And Event Status. */
  | { readonly kind: "guest" };

export interface SourcedSensorOptions extends SensorOptions {
  readonly source?: SourceOptions | undefined;
}

export interface RampOptions {
  readonly from: number;
  readonly to: number;
  readonly overMs: number;
  /** Behavior at the end: stay there, start again, or go back and forth. */
  readonly atEnd: "hold" | "repeat" | "back";
  readonly everyMs: number;
}

export interface SineOptions {
  readonly mean: number;
  readonly amplitude: number;
  readonly periodMs: number;
  /** Degrees; 0 starts at the mean, rising. */
  readonly phase: number;
  readonly everyMs: number;
}

export interface SquareOptions {
  readonly low: number;
  readonly high: number;
  readonly periodMs: number;
  /** Share of the period at the high value, 0 to 1. */
  readonly duty: number;
  /** Degrees; 0 starts at the rising edge. */
  readonly phase: number;
}

export interface RandomWalkOptions {
  readonly start: number;
  /** The longest step. */
  readonly step: number;
  readonly min: number;
  readonly max: number;
  readonly everyMs: number;
  /** The same seed gives the same walk. */
  readonly seed: number;
}

export interface ScriptOptions {
  /** At least one step, in ascending order of times; the first time may be 0. */
  readonly steps: readonly { readonly atMs: number; readonly input: SensorInput }[];
  /** Period after which the script repeats, longer than the time of the last step. */
  readonly repeatMs?: number | undefined;
}

/** Reference to a sensor of this or another controller of the machine. */
export interface SensorReference {
  /** Slave address. Defaults to the same controller. */
  readonly controller?: number | undefined;
  readonly sensor: string | number;
  readonly lun: number;
}

export interface FileOptions {
  readonly path: string;
  readonly everyMs: number;
  /** A binary number has `length` bytes, 1 to 4, the lowest first. `offset` is in bytes, for text too. */
  readonly content: "text" | "binary";
  readonly offset: number;
  readonly length: number;
  /** Base of a text: decimal (fractions allowed), 0 (as in C: 0x12, 017, 15), or 2 to 36. */
  readonly base: "decimal" | number;
  /** Applied in this order: mask, subtract, multiply, divide. */
  readonly mask?: number | undefined;
  readonly subtract: number;
  readonly multiply: number;
  readonly divide: number;
  /** Meaning of the result: a value in units or a raw reading. For a discrete sensor it is a bit mask of states. */
  readonly gives: "units" | "raw";
  /** The sensor has no reading unless this state of another sensor is asserted. */
  readonly dependsOn?: (SensorReference & { readonly state: number }) | undefined;
}

export interface FollowOptions {
  readonly followed: SensorReference;
  readonly how:
    | Line
    /** States below a value of the other sensor, and at or above it. */
    | { readonly at: number; readonly below: readonly number[]; readonly above: readonly number[] }
    /** Copies the states of the other sensor. */
    | "states";
}

/** Maps `from[0]` to `to[0]` and `from[1]` to `to[1]`: linear between these, constant beyond. */
export interface Line {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  /** Covers 63 % of the way in `timeMs`. Defaults to an immediate change. */
  readonly lag?: { readonly timeMs: number; readonly everyMs: number } | undefined;
}
