/** Sources that move the sensors of a whole machine, on a clock that the test moves. */
import { describe, expect, it } from "vitest";
import { hex } from "../support/bytes/hex.ts";
import { ask } from "../support/machine/machine.ts";
import { FAN, logged, SINE, SLOT, sourced, TEMPERATURE } from "../support/machine/sourced-machine.ts";

describe("a sensor with a source", () => {
  it("shows its source's first value at once, without events for it", () => {
    const { machine, values } = sourced([{ ...TEMPERATURE, source: { kind: "constant", value: "85 C" } }]);
    expect(values(0x30)).toBe(85);
    expect(logged(machine)).toEqual([]);
  });

  it("runs no timer when nothing moves", () => {
    const { clock } = sourced([
      { ...TEMPERATURE, source: { kind: "constant", value: 42 } },
      { ...FAN, source: { kind: "guest" } },
      { ...SLOT, source: { kind: "script", steps: [{ at: 0, states: [0] }] } },
    ]);
    expect(clock.nextAtMs).toBeUndefined();
  });

  it("makes one assertion and one deassertion event each time it crosses a threshold", () => {
    const { clock, machine } = sourced([{ ...TEMPERATURE, source: SINE }]);
    clock.advance(3 * 60_000);
    expect(logged(machine)).toEqual(["30 +9", "30 -9", "30 +9", "30 -9", "30 +9", "30 -9"]);
  });

  it("steps no finer than configured", () => {
    const { clock, values } = sourced([{ ...TEMPERATURE, source: { ...SINE, every: "15s" } }]);
    const seen = Array.from({ length: 5 }, () => {
      const value = values(0x30);
      clock.advance(10_000);
      return value;
    });
    expect(seen).toEqual([70, 70, 90, 70, 70]);
  });

  it("continues as if undisturbed after a cold reset of the BMC", () => {
    const { clock, machine, values } = sourced([{ ...TEMPERATURE, source: SINE }]);
    clock.advance(16_000);
    expect(ask(machine, "06 02")).toBe("00");
    expect(values(0x30)).toBeCloseTo(89.9, 0);
    clock.advance(29_000);
    expect(values(0x30)).toBe(50);
  });

  it("moves on a satellite as on the BMC, which gets its events", () => {
    const satellites = [{ address: 0x82, name: "blade", sensors: [{ ...TEMPERATURE, source: SINE }] }];
    const { clock, machine } = sourced([], { satellites });
    clock.advance(60_000);
    expect(logged(machine)).toEqual(["30 +9", "30 -9"]);
    const generatorId = hex(ask(machine, "0a 43 00 00 00 00 00 ff"))[10];
    expect(generatorId).toBe(0x82);
  });

  it("follows a script of values, also to no reading", () => {
    const steps = [
      { at: "10s", value: "80 C" },
      { at: "20s", unavailable: true },
      { at: "30s", value: "raw 0x20" },
    ];
    const { clock, values, machine } = sourced([{ ...TEMPERATURE, reading: 40, source: { kind: "script", steps } }]);
    const seen = [0, 10, 20, 30].map(() => {
      const value = values(0x30);
      clock.advance(10_000);
      return value;
    });
    expect(seen).toEqual([40, 80, undefined, 32]);
    expect(logged(machine)).toEqual(["30 +9"]);
  });

  it("with states follows a script of them", () => {
    const steps = [
      { at: 0, states: [0] },
      { at: "5s", states: [0, 1] },
      { at: "9s", states: [] },
    ];
    const { clock, machine, find } = sourced([{ ...SLOT, source: { kind: "script", steps, repeat: "10s" } }]);
    clock.advance(10_000);
    expect(logged(machine)).toEqual(["50 +1", "50 -0", "50 -1", "50 +0"]);
    expect([...find(0x50).states]).toEqual([0]);
  });

  it("wanders the same way with the same seed", () => {
    const source = { kind: "randomWalk", start: 50, step: 3, min: 20, max: 80, seed: 5 };
    const walk = (steps: readonly number[]) => {
      const { clock, values } = sourced([{ ...TEMPERATURE, source }]);
      for (const ms of steps) clock.advance(ms);
      return values(0x30);
    };
    expect(walk([100_000])).toBe(walk([1, 33_333, 66_666]));
  });

  it("shows the nearest possible reading for a value out of range", () => {
    const sensor = { ...TEMPERATURE, range: [0, 100], source: { kind: "ramp", from: 0, to: 100, over: "10s" } };
    const { clock, values } = sourced([
      sensor,
      { ...FAN, m: 1, b: 0, range: undefined, source: { ...SINE, amplitude: 400 } },
    ]);
    clock.advance(15_000);
    expect([values(0x30), values(0x40)]).toEqual([100, 255]);
    clock.advance(30_000);
    expect(values(0x40)).toBe(0);
  });
});

describe("a sensor that follows another", () => {
  const FOLLOW = { kind: "follow", sensor: "CPU Temp", from: ["40 C", "80 C"], to: ["2000 rpm", "8000 rpm"] };
  const RAMP = { kind: "ramp", from: 30, to: 90, over: "1min" };

  it("follows it linearly, level beyond the ends, in either order of the list", () => {
    const { clock, values } = sourced([
      { ...FAN, source: FOLLOW },
      { ...TEMPERATURE, source: RAMP },
    ]);
    const seen = Array.from({ length: 7 }, () => {
      const value = values(0x40);
      clock.advance(10_000);
      return value;
    });
    expect(seen).toEqual([2000, 2000, 3500, 5000, 6500, 8000, 8000]);
  });

  it("follows the guest's writes and an operator", () => {
    const { machine, values, find } = sourced([TEMPERATURE, { ...FAN, source: FOLLOW }]);
    expect(ask(machine, "04 30 30 01 3c 00 00 00 00")).toBe("00");
    expect(values(0x40)).toBe(5000);
    machine.sources.hold(find(0x30), { value: 80 });
    expect(values(0x40)).toBe(8000);
  });

  it("covers 63 % of the way in the given time, and stops at the end", () => {
    const steps = [{ at: "10s", value: 80 }];
    const { clock, values } = sourced([
      { ...TEMPERATURE, reading: 40, source: { kind: "script", steps } },
      { ...FAN, source: { ...FOLLOW, lag: "10s" } },
    ]);
    clock.advance(20_000);
    expect(Math.abs((values(0x40) ?? 0) - (2000 + 6000 * (1 - Math.exp(-1))))).toBeLessThan(50);
    clock.advance(90_000);
    expect(values(0x40)).toBe(8000);
    expect(clock.nextAtMs).toBeUndefined();
  });

  it("keeps its value while the other one has no reading", () => {
    const { machine, values, find } = sourced([
      { ...TEMPERATURE, reading: 60 },
      { ...FAN, source: FOLLOW },
    ]);
    machine.sources.hold(find(0x30), { unavailable: true });
    expect(values(0x40)).toBe(5000);
  });

  it("may be one with states: by a value, or by states", () => {
    const { machine, find } = sourced([
      { ...TEMPERATURE, reading: 60 },
      { ...SLOT, source: { kind: "follow", sensor: 0x30, at: 80, below: [0], above: [0, 1] } },
      { ...SLOT, number: 0x51, name: "PSU 1 twin", source: { kind: "follow", sensor: "PSU 1" } },
    ]);
    const states = () => [0x50, 0x51].map((number) => [...find(number).states]);
    expect(states()).toEqual([[0], [0]]);
    machine.sources.hold(find(0x30), { value: 80 });
    expect(states()).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(logged(machine)).toEqual(["30 +9", "50 +1", "51 +1"]);
  });

  it("may be on another controller", () => {
    const satellites = [{ address: 0x82, name: "blade", sensors: [{ ...TEMPERATURE, reading: 60 }] }];
    const { values } = sourced([{ ...FAN, source: { ...FOLLOW, controller: 0x82 } }], { satellites });
    expect(values(0x40)).toBe(5000);
  });
});
