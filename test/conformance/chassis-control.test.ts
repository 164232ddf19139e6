/** Chassis Control, Chassis Reset and System Restart Cause, IPMI §28.3, §28.4 and §28.11. */
import { describe, expect, it } from "vitest";
import { FIRMWARE_RESETS_MS } from "../../src/bmc/chassis/reported-resets.ts";
import { RestartCause } from "../../src/bmc/chassis/restart-cause.ts";
import { ManualClock } from "../../src/clock.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

/** Title, control, capability bits of the machine, the control command it gets. */
const ACTIONS = [
  ["power down", "00", "01", "control 03 []"],
  ["power cycle, as a reset", "02", "02", "control 04 []"],
  ["hard reset", "03", "02", "control 04 []"],
  ["diagnostic interrupt", "04", "08", "control 07 []"],
  ["soft shutdown", "05", "20", "control 09 []"],
] as const;

describe("§28.3 Chassis Control", () => {
  conforms([
    ["power up of a machine that is on", "00 02 01", "00"],
    ["no machine is connected", "00 02 03", "d5"],
    ["a control that does not exist", "00 02 06", "cc"],
    ["one byte short", "00 02", "c7"],
    ["one byte long", "00 02 00 00", "c7"],
  ]);

  it.each(ACTIONS)("%s is sent after the answer", (_title, control, capabilities, command) => {
    const qemu = new FakeQemu(machine(), capabilities);
    qemu.request(7, `00 02 ${control}`);
    expect(qemu.received()).toEqual(["message 07 01.0 02 [00]", command]);
  });

  it.each(ACTIONS)("%s is D5h when QEMU does not announce it", (_title, control, capabilities) => {
    const others = (~Number.parseInt(capabilities, 16) & 0x3f).toString(16).padStart(2, "0");
    const qemu = new FakeQemu(machine(), others);
    qemu.request(7, `00 02 ${control}`);
    expect(qemu.received()).toEqual(["message 07 01.0 02 [d5]"]);
  });

  it("after power down the power is off: power up and reset are D5h, power down is idle", () => {
    const bmc = machine();
    const qemu = new FakeQemu(bmc, "3f");
    ask(bmc, "00 02 00");
    expect(ask(bmc, "00 01")).toBe("00 20 00 40 f0");
    expect(ask(bmc, "00 02 01")).toBe("d5");
    expect(ask(bmc, "00 02 03")).toBe("d5");
    expect(ask(bmc, "00 02 00")).toBe("00");
    expect(qemu.received()).toEqual(["control 03 []"]);
  });

  it("a machine that connects is on", () => {
    const bmc = machine({ chassis: { powerOn: false } });
    expect(ask(bmc, "00 01")).toBe("00 20 00 40 f0");
    new FakeQemu(bmc, "3f");
    expect(ask(bmc, "00 01")).toBe("00 21 00 40 f0");
  });
});

describe("§28.4 Chassis Reset", () => {
  conforms([
    ["no machine is connected", "00 03", "d5"],
    ["one byte long", "00 03 00", "c7"],
  ]);
  it("resets the machine", () => {
    const qemu = new FakeQemu(machine(), "02");
    qemu.request(7, "00 03");
    expect(qemu.received()).toEqual(["message 07 01.0 03 [00]", "control 04 []"]);
  });
});

describe("§28.11 Get System Restart Cause", () => {
  conforms([
    ["policy previous put power back", "00 07", "00 07 00"],
    ["one byte long", "00 07 00", "c7"],
  ]);
  conforms([["policy always on", "00 07", "00 06 00"]], { chassis: { powerRestorePolicy: "alwaysOn" } });
  conforms([["unknown", "00 07", "00 00 00"]], { chassis: { powerRestorePolicy: "unknown" } });
  conforms([["the operator switched it on", "00 07", "00 03 00"]], { chassis: { powerOn: false } }, (bmc) => {
    new FakeQemu(bmc, "3f");
  });
  it.each([
    ["Chassis Control hard reset", "00 02 03"],
    ["Chassis Control power cycle", "00 02 02"],
    ["Chassis Reset", "00 03"],
  ])("%s, and the channel it came by", (_title, request) => {
    const clock = new ManualClock();
    const bmc = machine({}, clock);
    const qemu = new FakeQemu(bmc, "3f");
    expect(ask(bmc, request)).toBe("00");
    expect(ask(bmc, "00 07")).toBe("00 01 0f");
    // QEMU reports every reset; this report is of the reset that the BMC requested.
    qemu.send("04 a1");
    expect(ask(bmc, "00 07")).toBe("00 01 0f");
    // SeaBIOS answers a warm reset with resets of its own.
    clock.advance(FIRMWARE_RESETS_MS - 1);
    qemu.send("04 a1");
    expect(ask(bmc, "00 07")).toBe("00 01 0f");
    clock.advance(1);
    qemu.send("04 a1");
    expect(ask(bmc, "00 07")).toBe("00 0a 00");
  });
  it.each([
    [RestartCause.Watchdog, "04"],
    [RestartCause.PefReset, "08"],
    [RestartCause.ResetButton, "02"],
  ])("a reset of cause %i", (cause, byte) => {
    const bmc = machine();
    new FakeQemu(bmc, "3f");
    bmc.bmc.chassis.hardReset(cause);
    expect(ask(bmc, "00 07")).toBe(`00 ${byte} 00`);
  });
  it("ignores a reset that no machine carries out", () => {
    const bmc = machine();
    ask(bmc, "00 02 03");
    expect(ask(bmc, "00 07")).toBe("00 07 00");
  });
});
