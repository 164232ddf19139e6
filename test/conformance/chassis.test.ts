/** Chassis commands, IPMI chapter 28. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

const HOUR_MS = 3_600_000;

describe("§28.1 Get Chassis Capabilities", () => {
  conforms([
    ["defaults: diagnostic interrupt and lockout, all at the BMC", "00 00", "00 06 20 20 20 20 20"],
    ["one byte long", "00 00 00", "c7"],
  ]);
  conforms([["every field where the table has it", "00 00", "00 0b 22 24 26 28 2a"]], {
    chassis: {
      capabilities: {
        provides: ["intrusion", "frontPanelLockout", "powerInterlock"],
        addresses: { fru: 0x22, sdr: 0x24, sel: 0x26, systemManagement: 0x28, bridge: 0x2a },
      },
    },
  });
});

describe("§28.2 Get Chassis Status", () => {
  conforms([
    ["defaults: power on, policy previous, no button disabled", "00 01", "00 21 00 40 f0"],
    ["one byte long", "00 01 00", "c7"],
  ]);
  it.each([
    ["powerOverload", "23 00 40 f0"],
    ["interlock", "25 00 40 f0"],
    ["powerFault", "29 00 40 f0"],
    ["powerControlFault", "31 00 40 f0"],
    ["intrusion", "21 00 41 f0"],
    ["frontPanelLockout", "21 00 42 f0"],
    ["driveFault", "21 00 44 f0"],
    ["coolingFault", "21 00 48 f0"],
  ])("%s", (condition, answer) => {
    expect(ask(machine({ chassis: { conditions: [condition] } }), "00 01")).toBe(`00 ${answer}`);
  });
  it.each([
    ["fault", "08"],
    ["interlock", "04"],
    ["overload", "02"],
    ["acFailed", "01"],
  ] as const)("power lost by %s, until it is back and gone again", (loss, byte) => {
    const bmc = machine();
    const qemu = new FakeQemu(bmc, "3f");
    bmc.bmc.chassis.losePower(loss);
    expect(qemu.received()).toEqual(["control 03 []"]);
    expect(ask(bmc, "00 01")).toBe(`00 20 ${byte} 40 f0`);
    new FakeQemu(bmc, "3f");
    expect(ask(bmc, "00 01")).toBe(`00 21 ${byte} 40 f0`);
    ask(bmc, "00 02 00");
    expect(ask(bmc, "00 01")).toBe("00 20 00 40 f0");
  });
  it("reports power on by IPMI command after a power cycle, not after the power button", () => {
    const bmc = machine();
    new FakeQemu(bmc, "3f");
    ask(bmc, "00 02 02");
    expect(ask(bmc, "00 01")).toBe("00 21 10 40 f0");
    ask(bmc, "00 02 00");
    bmc.bmc.chassis.machineStarted();
    expect(ask(bmc, "00 01")).toBe("00 21 00 40 f0");
  });
});

describe("§28.5 Chassis Identify", () => {
  conforms([
    ["for 15 s", "00 04", "00"],
    ["for a number of seconds", "00 04 ff", "00"],
    ["off", "00 04 00", "00"],
    ["until it is turned off", "00 04 00 01", "00"],
    ["one byte long", "00 04 00 01 00", "c7"],
  ]);
  it.each([
    ["no time said: 15 s", "00 04", 15_000],
    ["the time said", "00 04 05", 5_000],
    ["the second byte does not force it", "00 04 05 fe", 5_000],
  ])("%s", (_title, request, ms) => {
    const clock = new ManualClock();
    const bmc = machine({}, clock);
    ask(bmc, request);
    clock.advance(ms - 1);
    expect(ask(bmc, "00 01")).toBe("00 21 00 50 f0");
    clock.advance(1);
    expect(ask(bmc, "00 01")).toBe("00 21 00 40 f0");
  });
  it("restarts the time when it is sent again", () => {
    const clock = new ManualClock();
    const bmc = machine({}, clock);
    ask(bmc, "00 04 05");
    clock.advance(4_000);
    ask(bmc, "00 04 05");
    clock.advance(4_000);
    expect(ask(bmc, "00 01")).toBe("00 21 00 50 f0");
  });
  it("stays forced on with any first byte until it is turned off", () => {
    const clock = new ManualClock();
    const bmc = machine({}, clock);
    ask(bmc, "00 04 05 01");
    clock.advance(HOUR_MS);
    expect(ask(bmc, "00 01")).toBe("00 21 00 60 f0");
    ask(bmc, "00 04 00");
    expect(ask(bmc, "00 01")).toBe("00 21 00 40 f0");
  });
});

describe("§28.6 Set Front Panel Enables", () => {
  conforms([
    ["all disabled", "00 0a 0f", "00"],
    ["the upper bits are reserved", "00 0a f0", "00"],
    ["one byte short", "00 0a", "c7"],
    ["one byte long", "00 0a 00 00", "c7"],
  ]);
  it.each([
    ["power", "01", "40 f1"],
    ["reset", "02", "40 f2"],
    ["diagnostic interrupt", "04", "40 f4"],
    ["sleep", "08", "40 f8"],
    ["power and reset, which is a lockout", "03", "42 f3"],
  ])("%s", (_title, disabled, answer) => {
    const bmc = machine();
    ask(bmc, `00 0a ${disabled}`);
    expect(ask(bmc, "00 01")).toBe(`00 21 00 ${answer}`);
    ask(bmc, "00 0a 00");
    expect(ask(bmc, "00 01")).toBe("00 21 00 40 f0");
  });
  it("refuses a button that may not be disabled with CCh, and changes none", () => {
    const bmc = machine({ chassis: { lockableButtons: ["power"] } });
    expect(ask(bmc, "00 0a 03")).toBe("cc");
    expect(ask(bmc, "00 01")).toBe("00 21 00 40 10");
    expect(ask(bmc, "00 0a 01")).toBe("00");
    expect(ask(bmc, "00 01")).toBe("00 21 00 40 11");
  });
});

describe("§28.7 Set Chassis Capabilities", () => {
  conforms([
    ["with a bridge", "00 05 03 22 24 26 28 2a", "00"],
    ["without", "00 05 03 22 24 26 28", "00"],
    ["one byte short", "00 05 03 22 24 26", "c7"],
    ["one byte long", "00 05 03 22 24 26 28 2a 00", "c7"],
  ]);
  conforms([["the values that were set; the others are unchanged", "00 00", "00 05 22 24 26 28 2a"]], {}, (bmc) =>
    ask(bmc, "00 05 f9 22 24 26 28 2a"),
  );
  conforms([["the bridge stays if left out", "00 00", "00 07 22 24 26 28 20"]], {}, (bmc) =>
    ask(bmc, "00 05 03 22 24 26 28"),
  );
});

describe("§28.8 Set Power Restore Policy", () => {
  conforms([
    ["always off", "00 06 00", "00 07"],
    ["no change: the supported policies", "00 06 03", "00 07"],
    ["reserved", "00 06 04", "cc"],
    ["one byte short", "00 06", "c7"],
    ["one byte long", "00 06 00 00", "c7"],
  ]);
  it.each([
    ["00", "01"],
    ["01", "21"],
    ["02", "41"],
    ["03", "21"],
    ["04", "21"],
  ])("%s in, status %s", (policy, status) => {
    const bmc = machine();
    ask(bmc, `00 06 ${policy}`);
    expect(ask(bmc, "00 01")).toBe(`00 ${status} 00 40 f0`);
  });
  it.each([
    ["alwaysOff", true, "00"],
    ["alwaysOff", false, "00"],
    ["previous", true, "21"],
    ["previous", false, "20"],
    ["alwaysOn", true, "41"],
    ["alwaysOn", false, "41"],
    ["unknown", true, "61"],
    ["unknown", false, "60"],
  ])("%s at the start, power before: %s", (powerRestorePolicy, powerOn, status) => {
    expect(ask(machine({ chassis: { powerRestorePolicy, powerOn } }), "00 01")).toBe(`00 ${status} 00 40 f0`);
  });
});

describe("§28.9 Set Power Cycle Interval", () => {
  conforms([
    ["a number of seconds", "00 0b ff", "00"],
    ["no delay", "00 0b 00", "00"],
    ["one byte short", "00 0b", "c7"],
    ["one byte long", "00 0b 00 00", "c7"],
  ]);
  it("is stored", () => {
    const bmc = machine();
    ask(bmc, "00 0b 0a");
    expect(bmc.bmc.chassis.powerCycleIntervalSeconds).toBe(10);
  });
});

describe("§28.14 Get POH Counter", () => {
  conforms([
    ["60 minutes a count", "00 0f", "00 3c 00 00 00 00"],
    ["one byte long", "00 0f 00", "c7"],
  ]);
  conforms([["starts as configured", "00 0f", "00 3c 04 03 02 01"]], { chassis: { powerOnHours: 0x01020304 } });
  it("counts while power is on, and continues from its value", () => {
    const clock = new ManualClock();
    const bmc = machine({}, clock);
    new FakeQemu(bmc, "3f");
    clock.advance(HOUR_MS - 1);
    expect(ask(bmc, "00 0f")).toBe("00 3c 00 00 00 00");
    ask(bmc, "00 02 00");
    clock.advance(10 * HOUR_MS);
    expect(ask(bmc, "00 0f")).toBe("00 3c 00 00 00 00");
    new FakeQemu(bmc, "3f");
    clock.advance(1);
    expect(ask(bmc, "00 0f")).toBe("00 3c 01 00 00 00");
    clock.advance(300 * HOUR_MS);
    expect(ask(bmc, "00 0f")).toBe("00 3c 2d 01 00 00");
  });
});

describe("§20.2 Cold Reset", () => {
  it("ends identify and enables the buttons; power and non-volatile values stay", () => {
    const bmc = machine();
    ask(bmc, "00 04 00 01");
    ask(bmc, "00 0a 0f");
    ask(bmc, "00 06 02");
    ask(bmc, "06 02");
    expect(ask(bmc, "00 01")).toBe("00 41 00 40 f0");
  });
});
