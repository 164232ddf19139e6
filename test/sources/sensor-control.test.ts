/** Sensors that have a source, moved by the operator, the guest and the time of the configuration. */
import { describe, expect, it } from "vitest";
import { ask } from "../support/machine/machine.ts";
import { FAN, logged, SINE, SLOT, sourced, TEMPERATURE } from "../support/machine/sourced-machine.ts";

describe("the operator", () => {
  it("holds a sensor, whose source continues unseen, and releases it", () => {
    const { clock, machine, values, find } = sourced([{ ...TEMPERATURE, source: SINE }]);
    const sensor = find(0x30);
    machine.sources.hold(sensor, { value: 20 });
    clock.advance(15_000);
    expect([values(0x30), machine.sources.held(sensor)]).toEqual([20, true]);
    expect(clock.nextAtMs).toBeUndefined();
    machine.sources.release(sensor);
    expect([values(0x30), machine.sources.held(sensor)]).toEqual([90, false]);
    clock.advance(30_000);
    expect(values(0x30)).toBe(50);
  });

  it("raises no events for the time of the hold when it releases a sensor", () => {
    const { clock, machine, find } = sourced([{ ...TEMPERATURE, source: SINE }]);
    clock.advance(15_000);
    machine.sources.hold(find(0x30), { value: 20 });
    clock.advance(30_000);
    machine.sources.release(find(0x30));
    expect(logged(machine)).toEqual(["30 +9", "30 -9"]);
  });

  it("releases a sensor without a source value yet to its earlier reading", () => {
    const source = { kind: "script", steps: [{ at: "1h", value: 80 }] };
    const { machine, values, find } = sourced([{ ...TEMPERATURE, reading: 42, source }]);
    machine.sources.hold(find(0x30), { value: 20 });
    machine.sources.release(find(0x30));
    expect(values(0x30)).toBe(42);
  });

  it("holds a sensor without a source, and restores it", () => {
    const { machine, values, find } = sourced([
      { ...TEMPERATURE, reading: 42 },
      { ...SLOT, asserted: [0] },
    ]);
    for (const what of [{ value: 20 }, { unavailable: true }] as const) machine.sources.hold(find(0x30), what);
    machine.sources.hold(find(0x50), { states: [1, 3] });
    expect([values(0x30), [...find(0x50).states]]).toEqual([undefined, [1, 3]]);
    for (const number of [0x30, 0x50]) machine.sources.release(find(number));
    expect([values(0x30), [...find(0x50).states]]).toEqual([42, [0]]);
  });

  it("sees a sensor's source", () => {
    const { machine, find } = sourced([{ ...TEMPERATURE, source: { kind: "guest" } }, FAN]);
    expect([0x30, 0x40].map((number) => machine.sources.sourceOf(find(number)))).toEqual([
      { kind: "guest" },
      undefined,
    ]);
  });
});

describe("the guest", () => {
  const SET_TO_60 = "04 30 30 01 3c 00 00 00 00";

  it.each([
    { title: "sets a sensor without a source", source: undefined, settable: undefined, answer: "00" },
    { title: "sets one whose source it is", source: { kind: "guest" }, settable: undefined, answer: "00" },
    { title: "does not set a sensor that another source moves", source: SINE, settable: undefined, answer: "80" },
    { title: "sets that if it is settable", source: SINE, settable: true, answer: "00" },
    { title: "does not set one that is not", source: { kind: "guest" }, settable: false, answer: "80" },
  ])("$title", ({ source, settable, answer }) => {
    const { machine } = sourced([{ ...TEMPERATURE, source, settable }]);
    expect(ask(machine, SET_TO_60)).toBe(answer);
  });

  it("keeps its value until the source's next change", () => {
    const { clock, machine, values } = sourced([{ ...TEMPERATURE, settable: true, source: { ...SINE, every: "15s" } }]);
    ask(machine, SET_TO_60);
    clock.advance(14_999);
    expect(values(0x30)).toBe(60);
    clock.advance(1);
    expect(values(0x30)).toBe(90);
  });
});

describe("time", () => {
  it("runs at the rate of the configuration, from its start", () => {
    const { clock, machine, values } = sourced([{ ...TEMPERATURE, source: SINE }], {
      time: { rate: 60, start: "15s" },
    });
    expect(values(0x30)).toBe(90);
    clock.advance(500);
    expect(values(0x30)).toBe(50);
    clock.advance(59_500);
    expect(logged(machine)).toHaveLength(120);
  });

  it("stops without changes and timers, and raises every event when it is advanced by hand", () => {
    const { clock, machine, values } = sourced([{ ...TEMPERATURE, source: SINE }], { time: { stopped: true } });
    clock.advance(3_600_000);
    expect([values(0x30), clock.nextAtMs]).toEqual([70, undefined]);
    machine.sources.time.advance(3_600_000);
    expect(logged(machine)).toHaveLength(120);
  });

  it("ends with the machine", () => {
    const { clock, machine } = sourced([
      { ...TEMPERATURE, source: SINE },
      { ...FAN, source: { kind: "follow", sensor: "CPU Temp", from: [0, 100], to: [0, 5000], lag: "1min" } },
    ]);
    clock.advance(5000);
    machine.close();
    expect(clock.nextAtMs).toBeUndefined();
  });
});
