import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import type { Json } from "../../src/redfish/resource.ts";
import { FakeQemu } from "../support/machine/machine.ts";
import { at, redfishService } from "../support/redfish/service.ts";

const BIOS = "/redfish/v1/Systems/1/Bios";
const SETTINGS = `${BIOS}/Settings`;
const RESET = `${BIOS}/Actions/Bios.ResetBios`;
const SYSTEM_RESET = "/redfish/v1/Systems/1/Actions/ComputerSystem.Reset";
const ATTRIBUTES = {
  NumLock: true,
  Label: "rack 7",
  Frequency: { value: 2400, min: 800, max: 4800 },
  Virtualization: { value: "Enabled", values: ["Enabled", "Disabled"] },
};
const DEFAULTS = { NumLock: true, Label: "rack 7", Frequency: 2400, Virtualization: "Enabled" };

function serviceWith(bios: Readonly<Record<string, unknown>> = { attributes: ATTRIBUTES }) {
  const client = redfishService({ bios }, new ManualClock());
  new FakeQemu(client.machine, "3f");
  return { ...client, restart: () => client.post(SYSTEM_RESET, { ResetType: "ForceRestart" }) };
}

describe("BIOS attributes", () => {
  it("change at the next restart", () => {
    const { get, patch, restart } = serviceWith();
    const changes = { Attributes: { NumLock: false, Frequency: 3200 } };
    expect(patch(SETTINGS, changes)).toMatchObject({
      status: 200,
      json: { Attributes: { ...DEFAULTS, ...changes.Attributes } },
    });
    expect(get(BIOS).json).toMatchObject({ Attributes: DEFAULTS });
    expect(at(get(BIOS).json, "@Redfish.Settings/Time")).toBeUndefined();
    restart();
    expect(get(BIOS).json).toMatchObject({
      Attributes: { ...DEFAULTS, ...changes.Attributes },
      "@Redfish.Settings": {
        SettingsObject: { "@odata.id": SETTINGS },
        SupportedApplyTimes: ["OnReset"],
        Time: expect.any(String),
        Messages: [],
      },
    });
  });
  it("change at a restart that the guest causes", () => {
    const { get, patch, machine } = serviceWith();
    patch(SETTINGS, { Attributes: { NumLock: false } });
    machine.qemuTold({ name: "RESET", reason: "guest-reset", guest: true });
    expect(at(get(BIOS).json, "Attributes/NumLock")).toBe(false);
  });
  it("return to their defaults by ResetBios, at the next restart", () => {
    const { get, patch, post, restart } = serviceWith();
    patch(SETTINGS, { Attributes: { Virtualization: "Disabled" } });
    restart();
    expect(get(BIOS).json["ResetBiosToDefaultsPending"]).toBe(false);
    expect(post(RESET).status).toBe(204);
    expect(get(BIOS).json).toMatchObject({
      ResetBiosToDefaultsPending: true,
      Attributes: { Virtualization: "Disabled" },
    });
    restart();
    expect(get(BIOS).json).toMatchObject({ ResetBiosToDefaultsPending: false, Attributes: DEFAULTS });
  });
  it.each([
    [{ Attributes: { Unknown: 1 } }, "PropertyUnknown"],
    [{ Attributes: { NumLock: "yes" } }, "PropertyValueTypeError"],
    [{ Attributes: { Frequency: 799 } }, "PropertyValueOutOfRange"],
    [{ Attributes: { Frequency: 2400.5 } }, "PropertyValueTypeError"],
    [{ Attributes: { Virtualization: "Maybe" } }, "PropertyValueNotInList"],
    [{ Attributes: { Label: "x".repeat(257) } }, "StringValueTooLong"],
    [{ Attributes: 1 }, "PropertyValueTypeError"],
    [{ Id: "2" }, "PropertyNotWritable"],
    [
      { Attributes: { NumLock: false }, "@Redfish.SettingsApplyTime": { ApplyTime: "Immediate" } },
      "PropertyValueNotInList",
    ],
  ])("refuse %o, and change nothing", (body, message) => {
    const { patch, get } = serviceWith();
    expect(patch(SETTINGS, body)).toMatchObject({ status: 400, messages: [message] });
    expect(get(SETTINGS).json).toMatchObject({ Attributes: DEFAULTS });
  });
  it("accept the apply time that is supported", () => {
    const { patch } = serviceWith();
    const body = { Attributes: { NumLock: false }, "@Redfish.SettingsApplyTime": { ApplyTime: "OnReset" } };
    expect(patch(SETTINGS, body).status).toBe(200);
  });
  it("are described by a registry", () => {
    const { get } = serviceWith();
    const id = `${get(BIOS).json["AttributeRegistry"]}`;
    const file = get("/redfish/v1/Registries/BiosAttributeRegistry").json;
    expect(file).toMatchObject({ Registry: id });
    expect(get(`/redfish/v1/Registries/BiosAttributeRegistry/${id}`).json).toMatchObject({
      Id: id,
      RegistryEntries: {
        Attributes: [
          { AttributeName: "NumLock", Type: "Boolean", DefaultValue: true },
          { AttributeName: "Label", Type: "String", MaxLength: 256 },
          { AttributeName: "Frequency", Type: "Integer", LowerBound: 800, UpperBound: 4800 },
          { AttributeName: "Virtualization", Type: "Enumeration", Value: [{ ValueName: "Enabled" }, {}] },
        ],
      },
    });
  });
  it("do not exist unless configured, and viewers may only read them", () => {
    const { get, patch, post } = serviceWith({});
    const statuses = [get(BIOS), get(SETTINGS), patch(SETTINGS, {}), post(RESET)].map(({ status }) => status);
    expect(statuses).toEqual([404, 404, 404, 404]);
    const { patch: change } = serviceWith();
    expect(change(SETTINGS, { Attributes: { NumLock: false } }, { user: "viewer" }).status).toBe(403);
  });
});

describe("Secure Boot", () => {
  const AT = "/redfish/v1/Systems/1/SecureBoot";
  const RESET_KEYS = `${AT}/Actions/SecureBoot.ResetKeys`;
  it("is switched at the next restart", () => {
    const { get, patch, restart } = serviceWith({ secureBoot: false });
    expect(get(AT).json).toMatchObject({ SecureBootEnable: false, SecureBootCurrentBoot: "Disabled" });
    expect(patch(AT, { SecureBootEnable: true }).json).toMatchObject({
      SecureBootEnable: true,
      SecureBootCurrentBoot: "Disabled",
    });
    restart();
    expect(get(AT).json).toMatchObject({ SecureBootCurrentBoot: "Enabled", SecureBootMode: "UserMode" });
  });
  it("checks nothing without keys", () => {
    const { get, post, restart } = serviceWith({ secureBoot: true });
    expect(post(RESET_KEYS, { ResetKeysType: "DeletePK" }).status).toBe(204);
    expect(get(AT).json).toMatchObject({ SecureBootCurrentBoot: "Enabled", SecureBootMode: "UserMode" });
    restart();
    expect(get(AT).json).toMatchObject({ SecureBootCurrentBoot: "Disabled", SecureBootMode: "SetupMode" });
    post(RESET_KEYS, { ResetKeysType: "ResetAllKeysToDefault" });
    restart();
    expect(get(AT).json).toMatchObject({ SecureBootCurrentBoot: "Enabled", SecureBootMode: "UserMode" });
  });
  it("refuses other changes, and does not exist unless configured", () => {
    const { patch, post } = serviceWith({ secureBoot: true });
    expect(patch(AT, { SecureBootMode: "AuditMode" })).toMatchObject({
      status: 400,
      messages: ["PropertyNotWritable"],
    });
    expect(post(RESET_KEYS, {})).toMatchObject({ status: 400, messages: ["ActionParameterMissing"] });
    const none = serviceWith({});
    expect([none.get(AT).status, none.post(RESET_KEYS, {}).status]).toEqual([404, 404]);
  });
});

describe("boot options", () => {
  it("are the machine's own boot order, which clients cannot change", () => {
    const { get, patch } = serviceWith({ bootOrder: ["disk", "network"] });
    expect(get("/redfish/v1/Systems/1").json["Boot"]).toMatchObject({ BootOrder: ["Boot0001", "Boot0002"] });
    expect(get("/redfish/v1/Systems/1/BootOptions/Boot0002").json).toMatchObject({
      BootOptionReference: "Boot0002",
      Alias: "Pxe",
    });
    expect(get("/redfish/v1/Systems/1/BootOptions/Boot0003").status).toBe(404);
    expect(patch("/redfish/v1/Systems/1", { Boot: { BootOrder: ["Boot0002"] } })).toMatchObject({
      status: 400,
      messages: ["PropertyNotWritable"],
    });
  });
  it("may be sent back with the boot override that changes", () => {
    const { get, patch } = serviceWith({ bootOrder: ["disk", "network"] });
    const { Boot: boot } = get("/redfish/v1/Systems/1").json;
    const whole = { ...(boot as Json), BootSourceOverrideTarget: "Pxe", BootSourceOverrideEnabled: "Once" };
    const { BootSourceOverrideMode: _, ...changes } = whole as Readonly<Record<string, unknown>>;
    expect(patch("/redfish/v1/Systems/1", { Boot: changes })).toMatchObject({
      status: 200,
      json: { Boot: { BootSourceOverrideTarget: "Pxe" } },
    });
  });
  it("do not exist unless configured", () => {
    const { get } = serviceWith({});
    expect(at(get("/redfish/v1/Systems/1").json, "Boot/BootOrder")).toBeUndefined();
    expect(get("/redfish/v1/Systems/1/BootOptions").status).toBe(404);
  });
});
