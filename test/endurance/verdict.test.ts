/** Verdicts on made-up runs: what counts as growth, and what does not. */
import { describe, expect, it } from "vitest";
import { logProblems } from "../support/endurance/log-lines.ts";
import type { Sample } from "../support/endurance/sample.ts";
import { slopeOf } from "../support/endurance/slope.ts";
import { verdictOf } from "../support/endurance/verdict.ts";
import { RandomRequests } from "../support/machine/random-requests.ts";

const MIB = 2 ** 20;
const ROUNDS = 220;
const OPERATIONS = 1400;
/** Operations of a round that are requests of guests. */
const REQUESTS = 1150;
const dice = new RandomRequests(1, [], []);

/** Samples of a daemon whose heap varies by 1 MiB at random. */
function samples(more: (round: number) => Partial<Sample>, rounds = ROUNDS): readonly Sample[] {
  return Array.from({ length: rounds }, (_, round) => ({
    heap: 30 * MIB + dice.below(MIB),
    code: 10 * MIB,
    rss: 100 * MIB + dice.below(8 * MIB),
    descriptors: 20,
    resources: { PipeWrap: 3, Timeout: 2 + dice.below(3) },
    ...more(round),
  }));
}

/** Bytes of heap in a real run on two idle cores: the code is warm after some hundred rounds. */
function warming(round: number): number {
  return 46.6e6 + 0.8e6 * (1 - Math.exp(-round / 150)) + dice.below(100_000);
}

function problemsOf(all: readonly Sample[]): readonly string[] {
  return verdictOf(all, OPERATIONS).problems;
}

describe("the slope of a series", () => {
  it("is that of a line, whatever a few outliers are", () => {
    const line = Array.from({ length: 60 }, (_, at) => (at % 10 === 3 ? 1e9 : 7 * at));
    expect(slopeOf(line).median).toBe(7);
  });

  it("is the same for a long series, which is reduced to medians", () => {
    expect(slopeOf(Array.from({ length: 10_000 }, (_, at) => 2 * at)).median).toBeCloseTo(2);
  });

  it("has zero in its interval when values only vary", () => {
    const { low, high } = slopeOf(Array.from({ length: 90 }, () => dice.below(1000)));
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(0);
  });
});

describe("a run", () => {
  it("is in order when its size only varies", () => {
    expect(problemsOf(samples(() => ({})))).toEqual([]);
  });

  it("is in order when it grows during the warm-up", () => {
    const warm = samples((round) => ({ heap: 30 * MIB + Math.min(round, 25) * MIB + dice.below(MIB) }));
    expect(problemsOf(warm)).toEqual([]);
  });

  it("is in order while the warm-up dies away", () => {
    expect(problemsOf(samples((round) => ({ heap: warming(round) })))).toEqual([]);
  });

  it.each([8, 32])("is not when every request leaves %i bytes in the heap", (bytes) => {
    const leak = samples((round) => ({ heap: warming(round) + round * REQUESTS * bytes }));
    expect(problemsOf(leak)).toEqual([expect.stringMatching(/^heap grows: /)]);
  });

  it("is not when a long one grows by a fiftieth of its heap, however little each round leaves", () => {
    const long = samples((round) => ({ heap: 30 * MIB * (1 + (0.03 * round) / 3000) }), 6000);
    expect(problemsOf(long)).toEqual([expect.stringMatching(/^heap grows: /)]);
  });

  it("cannot be judged before it is warm", () => {
    expect(problemsOf(samples(() => ({})).slice(0, 149))).toEqual([
      "149 rounds are too few to judge; expected 150 or more",
    ]);
  });

  it("is not when 64 KiB a round stay in the heap", () => {
    const leak = samples((round) => ({ heap: 30 * MIB + round * 65_536 + dice.below(MIB) }));
    expect(problemsOf(leak)).toEqual([expect.stringMatching(/^heap grows: /)]);
  });

  it("is not when a descriptor stays open in every tenth round", () => {
    const leak = samples((round) => ({ descriptors: 20 + Math.floor(round / 10) }));
    expect(problemsOf(leak)).toEqual([expect.stringMatching(/^file descriptors at rest grow /)]);
  });

  it("is not when a handle stays in every round", () => {
    const leak = samples((round) => ({ resources: { PipeWrap: 3 + round } }));
    expect(problemsOf(leak)).toEqual([expect.stringMatching(/^resources of kind PipeWrap at rest grow /)]);
  });

  it("is in order when timers of the state begin while it is measured", () => {
    expect(problemsOf(samples((round) => ({ resources: { Timeout: 5 + Math.floor(round / 40) } })))).toEqual([]);
  });

  it("is not when a timer stays in every tenth round", () => {
    const leak = samples((round) => ({ resources: { Timeout: 5 + Math.floor(round / 10) } }));
    expect(problemsOf(leak)).toEqual([expect.stringMatching(/^resources of kind Timeout at rest grow /)]);
  });
});

describe("a log", () => {
  const lines = (count: number, msg: string, level = 30) =>
    Array.from(
      { length: count },
      (_, at) => `${JSON.stringify({ level, time: new Date(100 * at), machine: "a", msg })}\n`,
    ).join("");

  it("is in order with as many lines as two intervals have", () => {
    expect(logProblems(lines(22, "QEMU connected"))).toEqual([]);
  });

  it("is not with more", () => {
    expect(logProblems(lines(23, "QEMU connected"))).toEqual(["23 lines in 10000 ms: QEMU connected (a )"]);
  });

  it("is not with an error", () => {
    expect(logProblems(lines(1, "x failed", 50))).toEqual(["logged as an error: x failed"]);
  });
});
