/** Event commands, IPMI chapter 29. */
import { describe, expect, it } from "vitest";
import type { Machine } from "../../src/machine.ts";
import { hex, toHex } from "../support/bytes/hex.ts";
import { conforms } from "../support/machine/conformance.ts";
import { loggedEvents } from "../support/machine/logged-events.ts";
import { ask, machine } from "../support/machine/machine.ts";

const TEMPERATURE = {
  number: 0x30,
  name: "Temp",
  type: "temperature",
  units: "C",
  reading: 85,
  thresholds: { upperCritical: 80 },
};
const TOO_HOT = "01 30 01 59 55 50";
const SATELLITE = { address: 0x82, name: "blade", sensors: [TEMPERATURE] };

/** The SEL record with this id, hex, without its timestamp. */
function record(to: Machine, id: string): string {
  const bytes = ask(to, `0a 43 00 00 ${id} 00 ff`).split(" ");
  return [...bytes.slice(3, 6), ...bytes.slice(10)].join(" ");
}

/** Has the satellite's sensor say so. */
function heat(to: Machine, address: number, reading: number): void {
  const data = Uint8Array.of(0x30, 0x01, reading);
  const answer = to.bmc.ipmb.deliver(address, { netFn: 0x04, lun: 0, cmd: 0x30, data });
  expect(answer?.completionCode).toBe(0x00);
}

describe("§29.1 Set Event Receiver", () => {
  conforms([
    ["the BMC itself", "04 00 20 00", "00"],
    ["another controller, at its LUN 2", "04 00 82 02", "00"],
    ["FFh: no event messages", "04 00 ff 00", "00"],
    ["reserved bits of the LUN are ignored", "04 00 20 fc", "00"],
    ["an address with bit 0 set", "04 00 21 00", "cc"],
    ["one byte short", "04 00 20", "c7"],
    ["one byte long", "04 00 20 00 00", "c7"],
  ]);
  it("re-arms the sensors, which report their conditions again", () => {
    const to = machine({ sensors: [TEMPERATURE] });
    expect(loggedEvents(to)).toEqual([]);
    ask(to, "04 00 20 00");
    expect(loggedEvents(to)).toEqual([TOO_HOT]);
    ask(to, "04 00 20 00");
    expect(loggedEvents(to)).toEqual([TOO_HOT, TOO_HOT]);
  });
  it("FFh sends no events, the watchdog's included, and still receives others'", () => {
    const to = machine({ sensors: [TEMPERATURE] });
    ask(to, "04 00 ff 00");
    ask(to, "04 30 30 01 14");
    ask(to, "04 30 30 01 64");
    ask(to, "06 24 04 00 00 00 00 00");
    ask(to, "06 22");
    expect(loggedEvents(to)).toEqual([]);
    ask(to, "04 02 41 04 12 34 6f 01 02 03");
    expect(loggedEvents(to)).toEqual(["12 34 6f 01 02 03"]);
  });
  it("sends a satellite's events to the BMC, with the satellite as generator", () => {
    const to = machine({ satellites: [SATELLITE] });
    heat(to, 0x82, 70);
    heat(to, 0x82, 85);
    expect(loggedEvents(to)).toEqual(["01 30 81 59 46 50", TOO_HOT]);
    expect(record(to, "ff ff")).toBe(`02 00 02 82 00 04 ${TOO_HOT}`);
  });
  it("sends the BMC's own to a satellite", () => {
    const to = machine({ sensors: [TEMPERATURE], satellites: [SATELLITE] });
    ask(to, "04 00 82 00");
    expect(loggedEvents(to)).toEqual([]);
    const entry = { netFn: 0x0a, lun: 0, cmd: 0x43, data: Uint8Array.of(0, 0, 0xff, 0xff, 0, 0xff) };
    const answer = to.bmc.ipmb.deliver(0x82, entry);
    expect(toHex(answer?.data.subarray(9) ?? hex(""))).toBe(`20 00 04 ${TOO_HOT}`);
  });
  it("loses them at an address without a controller", () => {
    const to = machine({ sensors: [TEMPERATURE] });
    expect(ask(to, "04 00 90 00")).toBe("00");
    expect(loggedEvents(to)).toEqual([]);
  });
});

describe("§29.2 Get Event Receiver", () => {
  conforms([
    ["the BMC, by default", "04 01", "00 20 00"],
    ["one byte long", "04 01 00", "c7"],
  ]);
  conforms([["what was set", "04 01", "00 82 03"]], {}, (to) => ask(to, "04 00 82 03"));
  conforms([["FFh, not FEh", "04 01", "00 ff 00"]], {}, (to) => ask(to, "04 00 ff 00"));
  conforms([["the BMC again after a cold reset", "04 01", "00 20 00"]], {}, (to) => {
    ask(to, "04 00 82 03");
    ask(to, "06 02");
  });
});

describe("§29.3 Platform Event", () => {
  conforms([
    ["as ipmitool sends it", "04 02 41 04 01 30 01 57 20 18", "00"],
    ["without event data 3", "04 02 41 04 01 30 01 57 20", "00"],
    ["without event data 2 and 3", "04 02 41 04 01 30 01 57", "00"],
    ["one byte short", "04 02 41 04 01 30 01", "c7"],
    ["one byte long", "04 02 41 04 01 30 01 57 20 18 00", "c7"],
  ]);
  it("goes into the SEL with generator and revision", () => {
    const to = machine();
    ask(to, "04 02 41 03 12 34 ef 01 02 03");
    expect(record(to, "00 00")).toBe("01 00 02 41 00 03 12 34 ef 01 02 03");
  });
  it("fills missing event data with FFh", () => {
    const to = machine();
    ask(to, "04 02 41 04 12 34 6f 01");
    ask(to, "04 02 41 04 12 34 6f 01 02");
    expect(loggedEvents(to)).toEqual(["12 34 6f 01 ff ff", "12 34 6f 01 02 ff"]);
  });
  it("goes into the event message buffer, too", () => {
    const to = machine();
    ask(to, "06 2e 0c");
    ask(to, "04 02 41 04 12 34 6f 01 02 03");
    expect(ask(to, "06 31")).toBe("00 02");
    expect(ask(to, "06 35")).toBe(ask(to, "0a 43 00 00 00 00 00 ff").replace("00 ff ff ", "00 "));
  });
  it("is not logged while event logging is off", () => {
    const to = machine();
    ask(to, "06 2e 00");
    ask(to, "04 02 41 04 12 34 6f 01 02 03");
    expect(loggedEvents(to)).toEqual([]);
  });
  it("gets 00h when the SEL is full, and is lost", () => {
    const to = machine({ sel: { capacity: 1 } });
    ask(to, "04 02 41 04 12 34 6f 01 02 03");
    expect(ask(to, "04 02 41 04 12 34 6f 0f 02 03")).toBe("00");
    expect(loggedEvents(to)).toEqual(["12 34 6f 01 02 03"]);
  });
  it("from the IPMB has no generator byte: the message has the sender and its LUN", () => {
    const to = machine();
    const event = { netFn: 0x04, lun: 0, cmd: 0x02, requester: { address: 0x82, lun: 3 } };
    const data = Uint8Array.of(0x04, 0x12, 0x34, 0x6f, 0x01, 0x02, 0x03);
    expect(to.bmc.ipmb.deliver(0x20, { ...event, data })?.completionCode).toBe(0x00);
    expect(record(to, "00 00")).toBe("01 00 02 82 03 04 12 34 6f 01 02 03");
    const tooLong = Uint8Array.of(0x41, ...data);
    expect(to.bmc.ipmb.deliver(0x20, { ...event, data: tooLong })?.completionCode).toBe(0xc7);
  });
});
