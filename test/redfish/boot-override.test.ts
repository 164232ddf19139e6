import { describe, expect, it } from "vitest";
import type { BootDevice } from "../../src/bmc/chassis/boot-device.ts";
import { RestartCause } from "../../src/bmc/chassis/restart-cause.ts";
import { ManualClock } from "../../src/clock.ts";
import { ask, FakeQemu } from "../support/machine/machine.ts";
import { at, redfishService } from "../support/redfish/service.ts";

const SYSTEM = "/redfish/v1/Systems/1";
const RESET = `${SYSTEM}/Actions/ComputerSystem.Reset`;
const GET_FLAGS = "00 09 05 00 00";
const DISABLED = { Enabled: "Disabled", Target: "None" };

function setUp(settings: Readonly<Record<string, unknown>> = {}) {
  const clock = new ManualClock();
  const client = redfishService(settings, clock);
  new FakeQemu(client.machine, "3f");
  const shown = () => {
    const { Boot: boot } = client.get(SYSTEM).json;
    return { Enabled: at(boot, "BootSourceOverrideEnabled"), Target: at(boot, "BootSourceOverrideTarget") };
  };
  const targets = () => at(client.get(SYSTEM).json, "Boot/BootSourceOverrideTarget@Redfish.AllowableValues");
  const boot = (values: Readonly<Record<string, string>>) => {
    const properties = Object.entries(values).map(([name, value]) => [`BootSourceOverride${name}`, value]);
    return client.patch(SYSTEM, { Boot: Object.fromEntries(properties) });
  };
  return { ...client, clock, shown, targets, boot };
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

/** A means that chooses the device, and whose machine has these. */
function means(devices?: readonly BootDevice[]) {
  const prepared: (BootDevice | undefined)[] = [];
  const prepare = (_: string, device: BootDevice | undefined) => void prepared.push(device);
  return { keep() {}, prepare, machineReset() {}, devices: devices && new Set(devices), prepared };
}

describe("the targets of the boot override", () => {
  it("are all that the flags can name, where only firmware reads them", () => {
    const { targets, boot } = setUp();
    expect(targets()).toEqual(["None", "Pxe", "Hdd", "Cd", "Usb", "BiosSetup", "Diags"]);
    expect(boot({ Target: "BiosSetup" }).status).toBe(200);
  });
  it("are those that the BMC can boot the machine from", () => {
    const { machine, targets, boot, shown } = setUp();
    machine.host.bootBy(means());
    expect(targets()).toEqual(["None", "Pxe", "Hdd", "Cd"]);
    for (const target of ["Usb", "BiosSetup", "Diags", "UefiHttp", "UefiTarget", "UefiBootNext"]) {
      expect(boot({ Target: target })).toMatchObject({ status: 400, messages: ["PropertyValueNotInList"] });
    }
    expect(shown()).toEqual(DISABLED);
  });
  it("are only devices that the machine has, once they are known", () => {
    const { machine, targets, boot } = setUp();
    machine.host.bootBy(means(["network", "disk"]));
    expect(targets()).toEqual(["None", "Pxe", "Hdd"]);
    expect(boot({ Target: "Cd" })).toMatchObject({ status: 400, messages: ["PropertyValueNotInList"] });
  });
});

describe("UefiBootNext", () => {
  const BIOS = { bios: { bootOrder: ["disk", "network", "cdrom"] } };
  function withOptions() {
    const made = setUp(BIOS);
    const by = means(["network", "disk"]);
    made.machine.host.bootBy(by);
    const next = (option: string | null, values: Readonly<Record<string, string>> = {}) =>
      made.patch(SYSTEM, { Boot: { BootSourceOverrideTarget: "UefiBootNext", BootNext: option, ...values } });
    const bootNext = () => at(made.get(SYSTEM).json, "Boot/BootNext");
    return { ...made, prepared: by.prepared, next, bootNext };
  }

  it("boots from the device of a boot option, once", () => {
    const { machine, targets, next, shown, bootNext, post, prepared } = withOptions();
    expect([targets(), bootNext()]).toEqual([["None", "Pxe", "Hdd", "UefiBootNext"], null]);
    expect(next("Boot0002").status).toBe(200);
    expect([shown(), bootNext()]).toEqual([{ Enabled: "Once", Target: "UefiBootNext" }, "Boot0002"]);
    expect(ask(machine, GET_FLAGS)).toBe("00 01 05 a0 04 00 00 00");
    for (const _ of [1, 2]) post(RESET, { ResetType: "ForceRestart" });
    expect(prepared).toEqual(["network", undefined]);
    expect([shown(), bootNext()]).toEqual([DISABLED, null]);
  });
  it("takes another option, and what it showed", () => {
    const { get, patch, next, bootNext, shown } = withOptions();
    next("Boot0002");
    expect(patch(SYSTEM, { Boot: { BootNext: "Boot0001" } }).status).toBe(200);
    expect(patch(SYSTEM, { Boot: get(SYSTEM).json["Boot"] }).status).toBe(200);
    expect([shown(), bootNext()]).toEqual([{ Enabled: "Once", Target: "UefiBootNext" }, "Boot0001"]);
    patch(SYSTEM, { Boot: { BootSourceOverrideTarget: "Pxe" } });
    expect([shown(), bootNext()]).toEqual([{ Enabled: "Once", Target: "Pxe" }, null]);
    expect(patch(SYSTEM, { Boot: get(SYSTEM).json["Boot"] }).status).toBe(200);
  });
  it("is over when IPMI sets other flags, or a client disables it", () => {
    const { machine, patch, next, shown } = withOptions();
    next("Boot0002");
    ask(machine, "00 08 05 80 08 00 00 00");
    expect(shown()).toEqual({ Enabled: "Once", Target: "Hdd" });
    next("Boot0002");
    expect(patch(SYSTEM, { Boot: { BootSourceOverrideEnabled: "Disabled" } }).status).toBe(200);
    expect(shown()).toEqual(DISABLED);
  });
  it("is refused without an option that the machine can boot, for all boots, and in the other mode", () => {
    const { patch, next, shown } = withOptions();
    const boot = (values: object) => patch(SYSTEM, { Boot: values });
    expect(boot({ BootSourceOverrideTarget: "UefiBootNext" })).toMatchObject({ messages: ["PropertyMissing"] });
    for (const option of ["Boot0003", "Boot0009"]) {
      expect(next(option)).toMatchObject({ status: 400, messages: ["PropertyValueNotInList"] });
    }
    const conflict = { status: 400, messages: ["PropertyValueConflict"] };
    expect(next("Boot0001", { BootSourceOverrideEnabled: "Continuous" })).toMatchObject(conflict);
    expect(next("Boot0001", { BootSourceOverrideMode: "Legacy" })).toMatchObject(conflict);
    expect(boot({ BootSourceOverrideTarget: "Pxe", BootNext: "Boot0001" })).toMatchObject(conflict);
    expect(boot({ BootNext: "Boot0001" })).toMatchObject(conflict);
    expect(shown()).toEqual(DISABLED);
  });
});
