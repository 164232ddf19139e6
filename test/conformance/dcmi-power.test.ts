/** DCMI 1.5, §6.6: power readings and the power limit. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

const STATISTICS = "2c 02 dc 01 00 00";
/** 12:00:00 of 1 January 2026, UTC, as a timestamp. */
const NOON = { epochMs: Date.UTC(2026, 0, 1, 12), bytes: "c0 61 56 69" };

/** 200 W, and up to 40 W more or less within 40 s; on from the start. */
const SWINGING = { dcmi: { power: { watts: 200, swingWatts: 40, swingPeriodSeconds: 40, standbyWatts: 10 } } };
const EVEN = { dcmi: { power: { watts: 200, swingWatts: 0 } } };

interface Reading {
  readonly current: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly average: number;
}

/** The four figures of Get Power Reading, in watts. */
function reading(of: ReturnType<typeof machine>, request = STATISTICS): Reading {
  const bytes = Buffer.from(ask(of, request).replaceAll(" ", ""), "hex");
  const [current = 0, minimum = 0, maximum = 0, average = 0] = [2, 4, 6, 8].map((at) => bytes.readUInt16LE(at));
  return { current, minimum, maximum, average };
}

describe("DCMI §6.6.1 Get Power Reading", () => {
  it("reports figures, time, period in milliseconds, and the active state", () => {
    const bmc = machine(EVEN, new ManualClock(NOON.epochMs));
    expect(ask(bmc, STATISTICS)).toBe(`00 dc c8 00 c8 00 c8 00 c8 00 ${NOON.bytes} 60 ea 00 00 40`);
  });
  it("repeats the requested period of a rolling average", () => {
    const bmc = machine(EVEN, new ManualClock(NOON.epochMs));
    expect(ask(bmc, "2c 02 dc 02 41 00")).toBe(`00 dc c8 00 c8 00 c8 00 c8 00 ${NOON.bytes} 41 00 00 00 40`);
  });
  conforms([
    ["CCh: no mode 0", "2c 02 dc 00 00 00", "cc"],
    ["CCh: no mode 3", "2c 02 dc 03 00 00", "cc"],
    ["CCh: a period that parameter 5 does not list", "2c 02 dc 02 06 00", "cc"],
    ["one byte short", "2c 02 dc 01 00", "c7"],
    ["one byte long", "2c 02 dc 01 00 00 00", "c7"],
  ]);
  it("moves with time, up, down and back, with its statistics", () => {
    const clock = new ManualClock();
    const bmc = machine(SWINGING, clock);
    expect(reading(bmc)).toEqual({ current: 200, minimum: 200, maximum: 200, average: 200 });
    clock.advance(10_000);
    expect(reading(bmc)).toEqual({ current: 240, minimum: 200, maximum: 240, average: 220 });
    clock.advance(20_000);
    expect(reading(bmc)).toEqual({ current: 160, minimum: 160, maximum: 240, average: 206 });
    clock.advance(50_000);
    expect(reading(bmc)).toEqual({ current: 200, minimum: 160, maximum: 240, average: 193 });
  });
  it.each([
    ["05", { current: 240, minimum: 224, maximum: 240, average: 232 }],
    ["0f", { current: 240, minimum: 184, maximum: 240, average: 212 }],
    ["41", { current: 240, minimum: 160, maximum: 240, average: 204 }],
    ["81", { current: 240, minimum: 160, maximum: 240, average: 204 }],
  ])("rolling average %s", (period, expected) => {
    const clock = new ManualClock();
    const bmc = machine(SWINGING, clock);
    clock.advance(50_000);
    expect(reading(bmc, `2c 02 dc 02 ${period} 00`)).toEqual(expected);
  });
  it("a machine that is off draws standby power, and the statistics remember", () => {
    const clock = new ManualClock();
    const bmc = machine(SWINGING, clock);
    const qemu = new FakeQemu(bmc, "3f");
    clock.advance(40_000);
    qemu.request(1, "00 02 00");
    clock.advance(10_000);
    expect(reading(bmc)).toMatchObject({ current: 10, minimum: 10, maximum: 240 });
    expect(reading(bmc, "2c 02 dc 02 05 00")).toEqual({ current: 10, minimum: 10, maximum: 10, average: 10 });
    clock.advance(3_600_000);
    expect(reading(bmc).minimum).toBe(10);
  });
  it("a machine that starts off draws standby power until it runs", () => {
    const clock = new ManualClock();
    const bmc = machine({ ...EVEN, chassis: { powerOn: false } }, clock);
    clock.advance(10_000);
    expect(reading(bmc)).toEqual({ current: 12, minimum: 12, maximum: 12, average: 12 });
    new FakeQemu(bmc, "3f");
    clock.advance(10_000);
    expect(reading(bmc)).toMatchObject({ current: 200, minimum: 12, maximum: 200 });
  });
  it("shows a change of load from the next second on", () => {
    const clock = new ManualClock();
    const bmc = machine(EVEN, clock);
    clock.advance(10_000);
    bmc.bmc.dcmi.meter.setLoad(300);
    clock.advance(10_000);
    expect(reading(bmc)).toEqual({ current: 300, minimum: 200, maximum: 300, average: 252 });
    clock.advance(60_000);
    expect(reading(bmc).minimum).toBe(300);
  });
});

/** Bytes of Set Power Limit: reserved, action, watts, correction time, reserved, sampling period. */
const limit = (action: string, watts: string, correction: string, sampling: string) =>
  `2c 04 dc 00 00 00 ${action} ${watts} ${correction} 00 00 ${sampling}`;

const LIMIT_150 = limit("01", "96 00", "b8 0b 00 00", "0a 00");

describe("DCMI §6.6.2 Get Power Limit", () => {
  conforms([
    ["80h and the limit, when it is not active", "2c 03 dc 00 00", "80 dc 00 00 00 ee 02 e8 03 00 00 00 00 3c 00"],
    ["one byte short", "2c 03 dc 00", "c7"],
    ["one byte long", "2c 03 dc 00 00 00", "c7"],
  ]);
  conforms(
    [["00h and the limit, when it is active", "2c 03 dc 00 00", "00 dc 00 00 01 96 00 b8 0b 00 00 00 00 0a 00"]],
    {},
    (bmc) => {
      ask(bmc, LIMIT_150);
      ask(bmc, "2c 05 dc 01 00 00");
    },
  );
  conforms(
    [["a cold reset leaves it", "2c 03 dc 00 00", "00 dc 00 00 01 96 00 b8 0b 00 00 00 00 0a 00"]],
    {},
    (bmc) => {
      ask(bmc, LIMIT_150);
      ask(bmc, "2c 05 dc 01 00 00");
      ask(bmc, "06 02");
    },
  );
});

describe("DCMI §6.6.3 Set Power Limit", () => {
  conforms([
    ["no action", limit("00", "96 00", "e8 03 00 00", "01 00"), "00 dc"],
    ["log only", limit("11", "96 00", "e8 03 00 00", "01 00"), "00 dc"],
    ["everything at its highest", limit("01", "ee 02", "80 ee 36 00", "10 0e"), "00 dc"],
    ["84h: no watts", limit("01", "00 00", "e8 03 00 00", "01 00"), "84"],
    ["84h: more than the maximum", limit("01", "ef 02", "e8 03 00 00", "01 00"), "84"],
    ["85h: no correction time", limit("01", "96 00", "00 00 00 00", "01 00"), "85"],
    ["85h: over an hour", limit("01", "96 00", "81 ee 36 00", "01 00"), "85"],
    ["89h: no sampling period", limit("01", "96 00", "e8 03 00 00", "00 00"), "89"],
    ["89h: over an hour", limit("01", "96 00", "e8 03 00 00", "11 0e"), "89"],
    ["CCh: an OEM's action", limit("02", "96 00", "e8 03 00 00", "01 00"), "cc"],
    ["CCh: a reserved action", limit("12", "96 00", "e8 03 00 00", "01 00"), "cc"],
    ["one byte short", limit("01", "96 00", "e8 03 00 00", "01"), "c7"],
    ["one byte long", limit("01", "96 00", "e8 03 00 00", "01 00 00"), "c7"],
  ]);
  it("has the sampling period of the statistics", () => {
    const clock = new ManualClock();
    const bmc = machine(SWINGING, clock);
    ask(bmc, limit("00", "96 00", "e8 03 00 00", "05 00"));
    clock.advance(50_000);
    expect(ask(bmc, STATISTICS)).toMatch(/88 13 00 00 40$/);
    expect(reading(bmc)).toEqual({ current: 240, minimum: 224, maximum: 240, average: 232 });
  });
  it("takes the first answer of Get Power Limit, which ipmitool sends back", () => {
    const bmc = machine();
    const settings = ask(bmc, "2c 03 dc 00 00").split(" ").slice(4).join(" ");
    expect(ask(bmc, `2c 04 dc 00 00 00 ${settings}`)).toBe("00 dc");
  });
});

describe("DCMI §6.6.4 Activate/Deactivate Power Limit", () => {
  conforms([
    ["activate, though none was set", "2c 05 dc 01 00 00", "00 dc"],
    ["deactivate", "2c 05 dc 00 00 00", "00 dc"],
    ["CCh: something else", "2c 05 dc 02 00 00", "cc"],
    ["one byte short", "2c 05 dc 01 00", "c7"],
    ["one byte long", "2c 05 dc 01 00 00 00", "c7"],
  ]);

  /** A machine of an even 200 W with QEMU at it, its clock, and a limit that is active. */
  function limited(set: string) {
    const clock = new ManualClock();
    const bmc = machine(EVEN, clock);
    const qemu = new FakeQemu(bmc, "3f");
    expect(ask(bmc, set)).toBe("00 dc");
    expect(ask(bmc, "2c 05 dc 01 00 00")).toBe("00 dc");
    /** Sensor type, number, event type and data of all SEL records. */
    const events = () => bmc.bmc.sel.size;
    const lastEvent = () => ask(bmc, "0a 43 00 00 ff ff 00 ff").split(" ").slice(13).join(" ");
    return { clock, bmc, qemu, events, lastEvent };
  }

  it("01h powers the machine off, with two events, after the correction time", () => {
    const { clock, bmc, qemu, events, lastEvent } = limited(LIMIT_150);
    clock.advance(2999);
    expect(qemu.received()).toEqual([]);
    clock.advance(1);
    expect(qemu.received()).toEqual(["control 03 []"]);
    expect(events()).toBe(2);
    expect(lastEvent()).toBe("12 d1 0a 02 ff ff");
    expect(ask(bmc, "0a 43 00 00 00 00 00 ff").split(" ").slice(13).join(" ")).toBe("09 d0 05 01 ff ff");
    expect(ask(bmc, "00 01").split(" ").slice(1, 3)).toEqual(["20", "02"]);
  });
  it("11h raises only an event, once for each excess", () => {
    const { clock, bmc, qemu, events } = limited(limit("11", "96 00", "b8 0b 00 00", "0a 00"));
    clock.advance(60_000);
    expect(events()).toBe(1);
    bmc.bmc.dcmi.meter.setLoad(150);
    clock.advance(2000);
    bmc.bmc.dcmi.meter.setLoad(151);
    clock.advance(60_000);
    expect(events()).toBe(2);
    expect(qemu.received()).toEqual([]);
  });
  it("00h does nothing", () => {
    const { clock, qemu, events } = limited(limit("00", "96 00", "b8 0b 00 00", "0a 00"));
    clock.advance(60_000);
    expect([events(), qemu.received()]).toEqual([0, []]);
  });
  it("power that meets the limit does not exceed it", () => {
    const { clock, events } = limited(limit("11", "c8 00", "b8 0b 00 00", "0a 00"));
    clock.advance(60_000);
    expect(events()).toBe(0);
  });
  it("a drop in time restarts the correction time", () => {
    const { clock, bmc, events } = limited(limit("11", "96 00", "b8 0b 00 00", "0a 00"));
    for (let i = 0; i < 5; i++) {
      bmc.bmc.dcmi.meter.setLoad(200);
      clock.advance(2000);
      bmc.bmc.dcmi.meter.setLoad(100);
      clock.advance(2000);
    }
    expect(events()).toBe(0);
  });
  it("stops measuring when it is deactivated", () => {
    const { clock, bmc, events } = limited(LIMIT_150);
    ask(bmc, "2c 05 dc 00 00 00");
    clock.advance(60_000);
    expect(events()).toBe(0);
    expect(clock.nextAtMs).toBeUndefined();
    expect(ask(bmc, "2c 03 dc 00 00")).toMatch(/^80 dc/);
  });
});
