/** What a source says as time goes by, where that depends on nothing but time. */

/** What a sensor gets to see. */
export type SensorInput =
  /** In the sensor's units. */
  | { readonly value: number }
  /** A byte in the sensor's format. */
  | { readonly raw: number }
  /** Offsets of the states that are asserted. */
  | { readonly states: readonly number[] }
  | { readonly unavailable: true };

/** A function of time: the same time gives the same input, however often and in whatever steps it was asked before. */
export interface Signal {
  /** Undefined before it begins to say anything. */
  at(ms: number): SensorInput | undefined;
  /** When it may next say something else; undefined when it never will. */
  nextMs(afterMs: number): number | undefined;
}

/** Instants that come back every so many whole milliseconds. */
export interface Instants {
  readonly everyMs: number;
  /** One of them. */
  readonly oneMs: number;
}

function lastOf({ everyMs, oneMs }: Instants, ms: number): number {
  return oneMs + Math.floor((ms - oneMs) / everyMs) * everyMs;
}

/** Says a new value at each of the instants, and none between them: who looks when changes nothing. */
export function sampled(instants: readonly Instants[], valueAt: (ms: number) => number): Signal {
  return {
    at: (ms) => ({ value: valueAt(Math.max(...instants.map((each) => lastOf(each, ms)))) }),
    nextMs: (afterMs) => Math.min(...instants.map((each) => lastOf(each, afterMs) + each.everyMs)),
  };
}

export function constant(input: SensorInput): Signal {
  return { at: () => input, nextMs: () => undefined };
}
