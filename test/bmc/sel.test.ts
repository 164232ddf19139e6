/** The SEL's state as other parts of the BMC use it, IPMI chapter 31. */
import { describe, expect, it } from "vitest";
import type { PlatformEvent } from "../../src/bmc/platform-event.ts";
import { Sel } from "../../src/bmc/sel.ts";
import { ManualClock } from "../../src/clock.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

const EVENT: PlatformEvent = {
  generatorId: 0x20,
  evmRevision: 0x04,
  sensorType: 0x01,
  sensorNumber: 0x30,
  event: { deassertion: true, type: 0x01 },
  data: hex("57 20 18"),
};

function selOf(capacity: number, clock = new ManualClock(0x65000000 * 1000)): Sel {
  return new Sel({ capacity, eraseMs: 0 }, clock);
}

describe("addEvent", () => {
  it("stamps ID and time", () => {
    const sel = selOf(2);
    expect(sel.addEvent(EVENT)).toBe(1);
    expect(toHex(sel.entry(1).record)).toBe("01 00 02 00 00 00 65 20 00 04 01 30 81 57 20 18");
  });

  it("counts lost events when the log is full, and does not throw", () => {
    const sel = selOf(1);
    sel.addEvent(EVENT);
    expect(sel.lost).toBe(0);
    expect(sel.addEvent(EVENT)).toBeUndefined();
    expect(() => sel.add(new Uint8Array(16))).toThrow(expect.objectContaining({ code: 0xc4 }));
    expect(sel.lost).toBe(2);
    sel.clear(sel.reserve());
    expect(sel.lost).toBe(0);
    expect(sel.addEvent(EVENT)).toBe(1);
  });

  it("ends the reservation, §31.4.2", () => {
    const sel = selOf(1);
    const id = sel.reserve();
    sel.addEvent(EVENT);
    expect(() => sel.checkReservation(id)).toThrow(expect.objectContaining({ code: 0xc5 }));
  });
});

it("knows the record added last, for PEF", () => {
  const sel = selOf(3);
  expect(sel.lastId).toBeUndefined();
  sel.addEvent(EVENT);
  sel.addEvent(EVENT);
  expect(sel.lastId).toBe(2);
});

describe("its clock, §31.10 and chapter 37", () => {
  it("follows the daemon's until it is set, and runs on from the new time", () => {
    const clock = new ManualClock(0x65000000 * 1000);
    const sel = selOf(1, clock);
    clock.advance(1500);
    expect(sel.timestamp()).toBe(0x65000001);
    sel.time.set(7);
    clock.advance(2000);
    expect(sel.timestamp()).toBe(9);
  });

  it("wraps", () => {
    const clock = new ManualClock();
    const sel = selOf(1, clock);
    sel.time.set(0xffffffff);
    clock.advance(1000);
    expect(sel.timestamp()).toBe(0);
  });
});

it("keeps its records and its time over a cold reset, but no reservation", () => {
  const sel = selOf(2);
  sel.addEvent(EVENT);
  sel.time.set(5);
  const id = sel.reserve();
  sel.reset();
  expect(sel.size).toBe(1);
  expect(sel.timestamp()).toBe(5);
  expect(() => sel.checkReservation(id)).toThrow(expect.objectContaining({ code: 0xc5 }));
});
