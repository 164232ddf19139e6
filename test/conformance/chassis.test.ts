/** Chassis commands, IPMI chapter 28. */
import { describe, expect, it } from "vitest";
import { conforms } from "../support/conformance.ts";
import { ask, FakeQemu, machine } from "../support/machine.ts";

describe("§28.2 Get Chassis Status", () => {
  conforms([
    ["defaults: power on, policy previous", "00 01", "00 21 00 00"],
    ["one byte long", "00 01 00", "c7"],
  ]);
  it.each([
    ["powerOverload", "03 00 00"],
    ["interlock", "05 00 00"],
    ["powerFault", "09 00 00"],
    ["powerControlFault", "11 00 00"],
    ["intrusion", "01 00 01"],
    ["frontPanelLockout", "01 00 02"],
    ["driveFault", "01 00 04"],
    ["coolingFault", "01 00 08"],
  ])("%s", (condition, answer) => {
    const chassis = { powerRestorePolicy: "alwaysOff", conditions: [condition] };
    expect(ask(machine({ chassis }), "00 01")).toBe(`00 ${answer}`);
  });
  it.each([
    ["alwaysOff", "01"],
    ["previous", "21"],
    ["alwaysOn", "41"],
    ["unknown", "61"],
  ])("power restore policy %s", (powerRestorePolicy, byte) => {
    expect(ask(machine({ chassis: { powerRestorePolicy } }), "00 01")).toBe(`00 ${byte} 00 00`);
  });
});

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

  it.each(ACTIONS)("%s goes out after the answer", (_title, control, capabilities, command) => {
    const qemu = new FakeQemu(machine(), capabilities);
    qemu.request(7, `00 02 ${control}`);
    expect(qemu.received()).toEqual(["message 07 01.0 02 [00]", command]);
  });

  it.each(ACTIONS)("%s is D5h when QEMU did not announce it", (_title, control, capabilities) => {
    const others = (~Number.parseInt(capabilities, 16) & 0x3f).toString(16).padStart(2, "0");
    const qemu = new FakeQemu(machine(), others);
    qemu.request(7, `00 02 ${control}`);
    expect(qemu.received()).toEqual(["message 07 01.0 02 [d5]"]);
  });

  it("after power down the power is off: power up and reset are D5h, power down is idle", () => {
    const bmc = machine();
    const qemu = new FakeQemu(bmc, "3f");
    ask(bmc, "00 02 00");
    expect(ask(bmc, "00 01")).toBe("00 20 00 00");
    expect(ask(bmc, "00 02 01")).toBe("d5");
    expect(ask(bmc, "00 02 03")).toBe("d5");
    expect(ask(bmc, "00 02 00")).toBe("00");
    expect(qemu.received()).toEqual(["control 03 []"]);
  });

  it("a machine that connects is on", () => {
    const bmc = machine({ chassis: { powerOn: false } });
    expect(ask(bmc, "00 01")).toBe("00 20 00 00");
    new FakeQemu(bmc, "3f");
    expect(ask(bmc, "00 01")).toBe("00 21 00 00");
  });
});
