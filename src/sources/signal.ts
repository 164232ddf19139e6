/** Signals: inputs for a sensor that depend only on time. */

/** Input for a sensor. */
export type SensorInput =
  /** A value in the sensor's units. */
  | { readonly value: number }
  /** A byte in the sensor's format. */
  | { readonly raw: number }
  /** Offsets of the states that are asserted. */
  | { readonly states: readonly number[] }
  | { readonly unavailable: true };

/** A pure function of time: the same time gives the same input, in whatever order times are asked for. */
export interface Signal {
  /** Returns undefined before the first input. */
  at(ms: number): SensorInput | undefined;
  /** Returns the time of the next possible change; undefined if the input never changes again. */
  nextMs(afterMs: number): number | undefined;
}

/** Periodic instants, in whole milliseconds. */
export interface Instants {
  readonly everyMs: number;
  /** Any one of the instants. */
  readonly oneMs: number;
}

function lastOf({ everyMs, oneMs }: Instants, ms: number): number {
  return oneMs + Math.floor((ms - oneMs) / everyMs) * everyMs;
}

/** Changes its value only at the instants, so that it does not matter when it is sampled. */
export function sampled(instants: readonly Instants[], valueAt: (ms: number) => number): Signal {
  return {
    at: (ms) => ({ value: valueAt(Math.max(...instants.map((each) => lastOf(each, ms)))) }),
    nextMs: (afterMs) => Math.min(...instants.map((each) => lastOf(each, afterMs) + each.everyMs)),
  };
}

export function constant(input: SensorInput): Signal {
  return { at: () => input, nextMs: () => undefined };
}
