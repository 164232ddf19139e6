import { describe, expect, it } from "vitest";
import { RestartCause } from "../../src/bmc/chassis/restart-cause.ts";
import { ManualClock } from "../../src/clock.ts";
import { ask, FakeQemu } from "../support/machine/machine.ts";
import { at, redfishService } from "../support/redfish/service.ts";

const SYSTEM = "/redfish/v1/Systems/1";
const RESET = `${SYSTEM}/Actions/ComputerSystem.Reset`;
const GET_FLAGS = "00 09 05 00 00";
const DISABLED = { Enabled: "Disabled", Target: "None" };

function setUp() {
  const clock = new ManualClock();
  const client = redfishService({}, clock);
  new FakeQemu(client.machine, "3f");
  const shown = () => {
    const { Boot: boot } = client.get(SYSTEM).json;
    return { Enabled: at(boot, "BootSourceOverrideEnabled"), Target: at(boot, "BootSourceOverrideTarget") };
  };
  const boot = (values: Readonly<Record<string, string>>) => {
    const properties = Object.entries(values).map(([name, value]) => [`BootSourceOverride${name}`, value]);
    return client.patch(SYSTEM, { Boot: Object.fromEntries(properties) });
  };
  return { ...client, clock, shown, boot };
}

describe("the boot override", () => {
  it("is boot options parameter 5, which the firmware reads", () => {
    const { machine, boot, shown } = setUp();
    expect(boot({ Enabled: "Once", Target: "Pxe", Mode: "UEFI" }).status).toBe(200);
    expect(ask(machine, GET_FLAGS)).toBe("00 01 05 a0 04 00 00 00");
    boot({ Enabled: "Continuous", Target: "Cd" });
    expect(ask(machine, GET_FLAGS)).toBe("00 01 05 e0 14 00 00 00");
    expect(shown()).toEqual({ Enabled: "Continuous", Target: "Cd" });
  });
  it("shows what IPMI set", () => {
    const { machine, shown } = setUp();
    ask(machine, "00 08 05 80 18 00 00 00");
    expect(shown()).toEqual({ Enabled: "Once", Target: "BiosSetup" });
  });
  it("is held for longer than the 60 s of flags that IPMI sets", () => {
    const { machine, clock, boot, shown } = setUp();
    boot({ Enabled: "Once", Target: "Pxe" });
    clock.advance(3_600_000);
    expect(shown()).toEqual({ Enabled: "Once", Target: "Pxe" });
    ask(machine, "00 08 05 80 04 00 00 00");
    clock.advance(60_000);
    expect(shown()).toEqual(DISABLED);
  });
  it("for one boot is over when that boot has begun; the firmware finds it until the next", () => {
    const { machine, boot, post, shown } = setUp();
    boot({ Enabled: "Once", Target: "Pxe" });
    post(RESET, { ResetType: "ForceRestart" });
    expect(shown()).toEqual(DISABLED);
    expect(ask(machine, GET_FLAGS)).toBe("00 01 05 80 04 00 00 00");
    post(RESET, { ResetType: "ForceRestart" });
    expect(ask(machine, GET_FLAGS)).toBe("00 01 05 00 04 00 00 00");
  });
  it("for one boot is for a boot that the guest begins, too", () => {
    const { machine, boot, shown } = setUp();
    boot({ Enabled: "Once", Target: "Hdd" });
    machine.bmc.chassis.machineReset();
    expect(machine.bmc.chassis.restart.cause).toBe(RestartCause.SoftReset);
    expect(shown()).toEqual(DISABLED);
    expect(ask(machine, GET_FLAGS)).toBe("00 01 05 80 08 00 00 00");
  });
  it("for all boots stays", () => {
    const { boot, post, shown } = setUp();
    boot({ Enabled: "Continuous", Target: "Pxe" });
    for (const _ of [1, 2]) post(RESET, { ResetType: "ForceRestart" });
    expect(shown()).toEqual({ Enabled: "Continuous", Target: "Pxe" });
    boot({ Enabled: "Disabled" });
    expect(shown()).toEqual(DISABLED);
  });
  it("is for one boot if only the target is given", () => {
    const { boot, shown } = setUp();
    boot({ Target: "Usb" });
    expect(shown()).toEqual({ Enabled: "Once", Target: "Usb" });
  });
  it("has no mode until a client chooses one, and keeps it then", () => {
    const { get, boot } = setUp();
    const mode = () => at(get(SYSTEM).json, "Boot/BootSourceOverrideMode");
    expect(mode()).toBeNull();
    boot({ Mode: "UEFI" });
    expect(mode()).toBe("UEFI");
  });
  it.each([
    [{ Target: "Floppy" }, "PropertyValueNotInList"],
    [{ Enabled: "Twice" }, "PropertyValueNotInList"],
    [{ Order: "x" }, "PropertyUnknown"],
  ])("refuses %o", (values, message) => {
    const { boot, shown } = setUp();
    const answer = boot(values);
    expect([answer.status, ...answer.messages]).toEqual([400, message]);
    expect(shown()).toEqual(DISABLED);
  });
});
