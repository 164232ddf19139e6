/** Sources that are functions of time: their bounds, periods and steps, at any times of asking. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RampOptions, RandomWalkOptions, SineOptions, SquareOptions } from "../../src/sources/options.ts";
import { randomWalk } from "../../src/sources/random-walk.ts";
import { script } from "../../src/sources/script.ts";
import { constant, type Signal } from "../../src/sources/signal.ts";
import { ramp, sine, square } from "../../src/sources/waves.ts";

const SINE: SineOptions = { mean: 50, amplitude: 20, periodMs: 60_000, phase: 0, everyMs: 1000 };
const SQUARE: SquareOptions = { low: 1, high: 3, periodMs: 10_000, duty: 0.5, phase: 0 };
const RAMP: RampOptions = { from: 20, to: 80, overMs: 60_000, atEnd: "hold", everyMs: 1000 };
const WALK: RandomWalkOptions = { start: 40, step: 2, min: 30, max: 50, everyMs: 1000, seed: 1 };

const ms = fc.integer({ min: 0, max: 10_000_000 });
const wholeMs = fc.integer({ min: 1, max: 100_000 });
const level = fc.integer({ min: -1000, max: 1000 });
const phase = fc.integer({ min: 0, max: 360 });

function valueAt(signal: Signal, atMs: number): number {
  const input = signal.at(atMs);
  return input && "value" in input ? input.value : Number.NaN;
}

/** Every time up to the given one at which the signal may change. */
function changesOf(signal: Signal, untilMs: number): readonly number[] {
  const times: number[] = [];
  for (let next = signal.nextMs(0); next !== undefined && next <= untilMs; next = signal.nextMs(next)) times.push(next);
  return times;
}

describe("every signal", () => {
  const signals = fc.oneof(
    fc.record({ mean: level, amplitude: level, periodMs: wholeMs, phase, everyMs: wholeMs }).map(sine),
    fc
      .record({ low: level, high: level, periodMs: wholeMs, duty: fc.double({ min: 0, max: 1, noNaN: true }), phase })
      .map(square),
    fc
      .record({
        from: level,
        to: level,
        overMs: wholeMs,
        atEnd: fc.constantFrom("hold", "repeat", "back"),
        everyMs: wholeMs,
      })
      .map(ramp),
    fc
      .record({
        start: fc.constant(0),
        step: level,
        min: fc.constant(-9),
        max: level.map(Math.abs),
        everyMs: fc.integer({ min: 500, max: 9000 }),
        seed: ms,
      })
      .map(randomWalk),
  );

  it("names a later time for its next change, and does not change before", () => {
    fc.assert(
      fc.property(
        signals,
        ms,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (signal, nowMs, share) => {
          const nextMs = signal.nextMs(nowMs) ?? nowMs + 1_000_000;
          expect(nextMs).toBeGreaterThan(nowMs);
          const betweenMs = nowMs + Math.floor((nextMs - nowMs) * share);
          expect(signal.at(betweenMs)).toEqual(signal.at(nowMs));
        },
      ),
    );
  });
});

describe("constant", () => {
  it("never changes", () => {
    const signal = constant({ value: 42.5 });
    expect([signal.at(0), signal.at(1e9), signal.nextMs(0)]).toEqual([{ value: 42.5 }, { value: 42.5 }, undefined]);
  });
});

describe("ramp", () => {
  it.each([
    { atEnd: "hold", at: [0, 15_000, 59_999, 60_000, 61_000, 1e9], values: [20, 35, 79, 80, 80, 80] },
    { atEnd: "repeat", at: [0, 15_000, 59_999, 60_000, 75_000], values: [20, 35, 79, 20, 35] },
    { atEnd: "back", at: [0, 15_000, 60_000, 61_000, 120_000, 135_000], values: [20, 35, 80, 79, 20, 35] },
  ] as const)("at its end: $atEnd", ({ atEnd, at, values }) => {
    const signal = ramp({ ...RAMP, atEnd });
    expect(at.map((each) => valueAt(signal, each))).toEqual(values);
  });

  it("does not change once it holds", () => {
    expect([59_000, 60_000].map(ramp(RAMP).nextMs)).toEqual([60_000, undefined]);
  });

  it("shows its end value between two steps", () => {
    const signal = ramp({ ...RAMP, overMs: 2500, atEnd: "back" });
    expect(changesOf(signal, 5000)).toEqual([1000, 2000, 2500, 3000, 4000, 5000]);
    expect(valueAt(signal, 2500)).toBe(80);
  });

  it("makes no step longer than its slope allows, except at a restart", () => {
    fc.assert(
      fc.property(
        level,
        level,
        wholeMs,
        wholeMs,
        fc.constantFrom("hold", "back"),
        (from, to, overMs, everyMs, atEnd) => {
          const signal = ramp({ from, to, overMs, atEnd, everyMs });
          const times = [0, ...changesOf(signal, Math.min(3 * overMs, 100 * everyMs))];
          for (const [index, atMs] of times.slice(1).entries()) {
            const step = Math.abs(valueAt(signal, atMs) - valueAt(signal, times[index] ?? 0));
            expect(step).toBeLessThanOrEqual((Math.abs(to - from) * everyMs) / overMs + 1e-6);
          }
        },
      ),
    );
  });
});

describe("sine", () => {
  it.each([
    { phase: 0, values: [50, 70, 50, 30, 50] },
    { phase: 90, values: [70, 50, 30, 50, 70] },
    { phase: 180, values: [50, 30, 50, 70, 50] },
  ])("quarter by quarter from $phase degrees", ({ phase, values }) => {
    const signal = sine({ ...SINE, phase });
    const quarters = [0, 15_000, 30_000, 45_000, 60_000].map((at) => Number(valueAt(signal, at).toFixed(9)));
    expect(quarters).toEqual(values);
  });

  it("stays within its amplitude, and repeats after its period", () => {
    fc.assert(
      fc.property(
        level,
        level.map(Math.abs),
        fc.integer({ min: 1, max: 1000 }),
        phase,
        ms,
        (mean, amplitude, n, phase, at) => {
          const signal = sine({ mean, amplitude, phase, periodMs: n * 100, everyMs: 100 });
          expect(Math.abs(valueAt(signal, at) - mean)).toBeLessThanOrEqual(amplitude);
          expect(valueAt(signal, at + n * 100)).toBeCloseTo(valueAt(signal, at), 5);
        },
      ),
    );
  });
});

describe("square", () => {
  it.each([
    { change: {}, edges: [5000, 10_000, 15_000, 20_000], first: 3 },
    { change: { duty: 0.2 }, edges: [2000, 10_000, 12_000, 20_000], first: 3 },
    { change: { phase: 90 }, edges: [2500, 7500, 12_500, 17_500], first: 3 },
    { change: { phase: 270 }, edges: [2500, 7500, 12_500, 17_500], first: 1 },
    { change: { duty: 0 }, edges: [10_000, 20_000], first: 1 },
    { change: { duty: 1 }, edges: [10_000, 20_000], first: 3 },
  ])("$change", ({ change, edges, first }) => {
    const signal = square({ ...SQUARE, ...change });
    expect(changesOf(signal, 20_000)).toEqual(edges);
    expect(valueAt(signal, 0)).toBe(first);
  });

  it("is high and low in turn", () => {
    const signal = square(SQUARE);
    expect([0, 4999, 5000, 9999, 10_000].map((at) => valueAt(signal, at))).toEqual([3, 3, 1, 1, 3]);
  });
});

describe("random walk", () => {
  const walk = (options: Partial<RandomWalkOptions>) => randomWalk({ ...WALK, ...options });
  const first = (signal: Signal) => Array.from({ length: 20 }, (_, index) => valueAt(signal, index * 1000));

  it("begins at its start value, and steps", () => {
    const values = first(walk({}));
    expect(values[0]).toBe(40);
    expect(new Set(values).size).toBe(20);
  });

  it("depends only on the seed", () => {
    expect(first(walk({ seed: 7 }))).toEqual(first(walk({ seed: 7 })));
    expect(first(walk({ seed: 7 }))).not.toEqual(first(walk({ seed: 8 })));
  });

  it("is the same at any sequence of times, also back in time", () => {
    const values = first(walk({}));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 19_999 }), { maxLength: 30 }), (times) => {
        const signal = walk({});
        for (const at of times) expect(valueAt(signal, at)).toBe(values[Math.floor(at / 1000)]);
      }),
    );
  });

  it("never leaves its bounds, nor steps too far", () => {
    const bound = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(fc.integer(), bound, bound, fc.integer({ min: 0, max: 100 }), (seed, below, above, step) => {
        const bounds = { min: WALK.start - below, max: WALK.start + above };
        const values = first(walk({ seed, step, ...bounds }));
        for (const [index, value] of values.entries()) {
          expect(value).toBeGreaterThanOrEqual(bounds.min);
          expect(value).toBeLessThanOrEqual(bounds.max);
          expect(Math.abs(value - (values[index - 1] ?? value))).toBeLessThanOrEqual(step);
        }
      }),
    );
  });
});

describe("script", () => {
  const steps = [
    { atMs: 10_000, input: { value: 80 } },
    { atMs: 20_000, input: { unavailable: true } },
    { atMs: 30_000, input: { states: [1, 2] } },
  ] as const;

  it.each([
    { at: 0, input: undefined, nextMs: 10_000 },
    { at: 9999, input: undefined, nextMs: 10_000 },
    { at: 10_000, input: { value: 80 }, nextMs: 20_000 },
    { at: 29_999, input: { unavailable: true }, nextMs: 30_000 },
    { at: 30_000, input: { states: [1, 2] }, nextMs: undefined },
    { at: 1e9, input: { states: [1, 2] }, nextMs: undefined },
  ])("once, at $at ms", ({ at, input, nextMs }) => {
    const signal = script({ steps });
    expect([signal.at(at), signal.nextMs(at)]).toEqual([input, nextMs]);
  });

  it.each([
    { at: 0, input: undefined, nextMs: 10_000 },
    { at: 30_000, input: { states: [1, 2] }, nextMs: 50_000 },
    { at: 40_000, input: { states: [1, 2] }, nextMs: 50_000 },
    { at: 50_000, input: { value: 80 }, nextMs: 60_000 },
    { at: 400_010_000, input: { value: 80 }, nextMs: 400_020_000 },
  ])("every 40 s, at $at ms", ({ at, input, nextMs }) => {
    const signal = script({ steps, repeatMs: 40_000 });
    expect([signal.at(at), signal.nextMs(at)]).toEqual([input, nextMs]);
  });
});
