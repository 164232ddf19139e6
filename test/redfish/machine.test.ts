import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { HostError } from "../../src/host/host-means.ts";
import { starter } from "../../src/host/starter.ts";
import { ask, FakeQemu } from "../support/machine/machine.ts";
import { SlowMeans } from "../support/machine/slow-means.ts";
import { at, redfishService } from "../support/redfish/service.ts";

const SYSTEM = "/redfish/v1/Systems/1";
const RESET = `${SYSTEM}/Actions/ComputerSystem.Reset`;
const ENTRIES = `${SYSTEM}/LogServices/SEL/Entries`;

describe("ComputerSystem.Reset", () => {
  it.each([
    ["ForceOff", "control 03 []"],
    ["ForceRestart", "control 04 []"],
    ["PowerCycle", "control 04 []"],
    ["Nmi", "control 07 []"],
    ["GracefulShutdown", "control 09 []"],
    ["PushPowerButton", "control 09 []"],
  ])("%s reaches QEMU", (type, control) => {
    const { machine, post } = redfishService();
    const qemu = new FakeQemu(machine, "3f");
    expect(post(RESET, { ResetType: type }).status).toBe(204);
    expect(qemu.received()).toContain(control);
  });
  it("offers On when something can start the machine, and switches it on", () => {
    const { machine, post, get } = redfishService();
    const types = () => at(get(SYSTEM).json, "Actions/#ComputerSystem.Reset/ResetType@Redfish.AllowableValues");
    new FakeQemu(machine, "3f");
    expect(types()).not.toContain("On");
    let starts = 0;
    machine.host.prefer(starter(() => starts++));
    expect(types()).toContain("On");
    post(RESET, { ResetType: "ForceOff" });
    expect(get(SYSTEM).json).toMatchObject({ PowerState: "Off", Status: { State: "StandbyOffline" } });
    expect(post(RESET, { ResetType: "On" }).status).toBe(204);
    expect(post(RESET, { ResetType: "On" }).status).toBe(204);
    expect([starts, get(SYSTEM).json["PowerState"]]).toEqual([1, "On"]);
  });
  it("is shown with its time, as every other restart is", () => {
    const clock = new ManualClock();
    const { machine, post, get } = redfishService({}, clock);
    new FakeQemu(machine, "3f");
    expect(get(SYSTEM).json).not.toHaveProperty("LastResetTime");
    clock.advance(1000);
    post(RESET, { ResetType: "ForceRestart" });
    expect(get(SYSTEM).json["LastResetTime"]).toBe(new Date(clock.epochMs()).toISOString());
  });
  it("of what is off already succeeds", () => {
    const { post } = redfishService({ chassis: { powerOn: false } });
    for (const type of ["ForceOff", "GracefulShutdown"]) expect(post(RESET, { ResetType: type }).status).toBe(204);
  });
  it("that takes time is answered when it is over, with the reason if it failed", async () => {
    const { machine, post, get } = redfishService();
    const slow = new SlowMeans();
    machine.host.prefer(slow);
    const off = post(RESET, { ResetType: "ForceOff" });
    slow.begun[0]?.end();
    expect([off.status, await off.underWay]).toEqual([204, undefined]);
    const on = post(RESET, { ResetType: "On" });
    slow.begun[1]?.end(new HostError("domain vm0 does not exist"));
    const failure = await on.underWay;
    expect(failure?.status).toBe(500);
    expect(JSON.stringify(failure?.body)).toContain("Domain vm0 does not exist.");
    expect(get(SYSTEM).json["PowerState"]).toBe("Off");
  });
  it("that takes longer than 8 s is answered then", async () => {
    const clock = new ManualClock();
    const { machine, post } = redfishService({}, clock);
    machine.host.prefer(new SlowMeans());
    const { underWay } = post(RESET, { ResetType: "ForceOff" });
    clock.advance(8000);
    expect(await underWay).toBeUndefined();
  });
  it("may have the action's name in its body", () => {
    const { machine, post } = redfishService();
    new FakeQemu(machine, "3f");
    for (const name of ["Reset", "ComputerSystem.Reset"]) {
      expect(post(RESET, { Action: name, ResetType: "Nmi" }).status).toBe(204);
    }
  });
  it("says why it is not possible now", () => {
    const { post } = redfishService();
    const answer = post(RESET, { ResetType: "ForceOff" });
    expect(answer).toMatchObject({ status: 409, messages: ["ActionParameterValueConflict"] });
    expect(JSON.stringify(answer.json)).toContain("No connected QEMU supports powerOff; see extern-bmc status.");
  });
  it.each([
    [{}, "ActionParameterMissing"],
    [{ ResetType: "Suspend" }, "ActionParameterValueNotInList"],
    [{ ResetType: 1 }, "ActionParameterValueTypeError"],
    [{ ResetType: "Nmi", Delay: 1 }, "ActionParameterUnknown"],
    [{ ResetType: "Nmi", Action: "Other" }, "ActionParameterUnknown"],
  ])("refuses %o", (body, message) => {
    expect(redfishService().post(RESET, body)).toMatchObject({ status: 400, messages: [message] });
  });
});

describe("the system", () => {
  it("has what FRU device 0 and the system info parameters say", () => {
    const product = { manufacturer: "ACME", productName: "R1", serialNumber: "S1", partNumber: "P1", assetTag: "A1" };
    const systemInfo = { firmwareVersion: "2.4", systemName: "host" };
    const { get } = redfishService({ name: "vm0", frus: [{ id: 0, product }], systemInfo });
    expect(get(SYSTEM).json).toMatchObject({
      Name: "vm0",
      Manufacturer: "ACME",
      Model: "R1",
      SerialNumber: "S1",
      PartNumber: "P1",
      AssetTag: "A1",
      BiosVersion: "2.4",
      HostName: "host",
    });
  });
  it("has the asset tag of DCMI, which its clients and those of IPMI set; FRU device 0 has one for as long as it is empty", () => {
    const { machine, get, patch } = redfishService({ frus: [{ id: 0, product: { assetTag: "A1" } }] });
    const shown = () => [SYSTEM, "/redfish/v1/Chassis/1"].map((path) => get(path).json["AssetTag"]);
    expect(shown()).toEqual(["A1", "A1"]);
    expect(patch(SYSTEM, { AssetTag: "rack é" })).toMatchObject({ status: 200, json: { AssetTag: "rack é" } });
    expect([shown(), ask(machine, "2c 06 dc 00 06")]).toEqual([["rack é", "rack é"], "00 dc 06 72 61 63 6b 20 e9"]);
    expect(patch("/redfish/v1/Chassis/1", { AssetTag: "棚7" }).status).toBe(200);
    expect([shown(), ask(machine, "2c 06 dc 00 07")]).toEqual([["棚7", "棚7"], "00 dc 07 ef bb bf e6 a3 9a 37"]);
    ask(machine, "2c 08 dc 00 02 62 63");
    expect(shown()).toEqual(["bc", "bc"]);
    patch(SYSTEM, { AssetTag: "" });
    expect(shown()).toEqual(["A1", "A1"]);
  });
  it.each([
    ["x".repeat(64), "StringValueTooLong"],
    ["棚".repeat(21), "StringValueTooLong"],
    ["a\u0000", "PropertyValueFormatError"],
    [null, "PropertyValueTypeError"],
  ])("refuses the asset tag %o", (tag, message) => {
    const { get, patch } = redfishService();
    expect(patch(SYSTEM, { AssetTag: tag })).toMatchObject({ status: 400, messages: [message] });
    expect(get(SYSTEM).json["AssetTag"]).toBe("");
  });
  it("shows no property that the BMC does not know", () => {
    const names = Object.keys(redfishService().get(SYSTEM).json);
    for (const name of ["Manufacturer", "BiosVersion", "ProcessorSummary", "Memory", "SerialConsole"]) {
      expect(names).not.toContain(name);
    }
  });
  it("has the power restore policy and the watchdog of IPMI", () => {
    const { machine, get, patch } = redfishService();
    expect(patch(SYSTEM, { PowerRestorePolicy: "AlwaysOn" }).status).toBe(200);
    expect(machine.bmc.chassis.powerRestorePolicy).toBe("alwaysOn");
    ask(machine, "06 24 04 01 00 00 64 00");
    ask(machine, "06 22");
    expect(get(SYSTEM).json).toMatchObject({
      PowerRestorePolicy: "AlwaysOn",
      HostWatchdogTimer: { FunctionEnabled: true, TimeoutAction: "ResetSystem", WarningAction: "None" },
    });
  });
});

describe("sensors", () => {
  const TEMPERATURE = { number: 0x30, name: "CPU Temp", type: "temperature", units: "C", entity: "processor 1" };
  const settings = {
    sensors: [
      { ...TEMPERATURE, reading: 42, thresholds: { upperNonCritical: 80, upperCritical: 90 } },
      { number: 0x31, name: "Inlet", type: "temperature", units: "F", reading: 77 },
      { number: 0x40, name: "Fan 1", type: "fan", units: "rpm", range: [0, 12_750], reading: 5000 },
    ],
  };
  it("have a reading in Redfish's units, thresholds and a place", () => {
    const { get } = redfishService(settings);
    expect(get("/redfish/v1/Chassis/1/Sensors/48").json).toMatchObject({
      Name: "CPU Temp",
      ReadingType: "Temperature",
      ReadingUnits: "Cel",
      Reading: 42,
      PhysicalContext: "CPU",
      Thresholds: { UpperCaution: { Reading: 80 }, UpperCritical: { Reading: 90, Activation: "Increasing" } },
      Status: { State: "Enabled", Health: "OK" },
    });
    expect(get("/redfish/v1/Chassis/1/Sensors/49").json["Reading"]).toBe(25);
  });
  it("show up in the old and the new resources", () => {
    const { get } = redfishService(settings);
    expect(get("/redfish/v1/Chassis/1/Thermal").json).toMatchObject({
      Temperatures: [{ Name: "CPU Temp", ReadingCelsius: 42, UpperThresholdCritical: 90, SensorNumber: 0x30 }, {}],
      Fans: [{ Name: "Fan 1", Reading: 5000, ReadingUnits: "RPM" }],
    });
    expect(get("/redfish/v1/Chassis/1/ThermalSubsystem/Fans/64").json).toMatchObject({
      SpeedPercent: { SpeedRPM: 5000, DataSourceUri: "/redfish/v1/Chassis/1/Sensors/64" },
    });
  });
  it("past a threshold change the health of sensor, chassis and system", () => {
    const { machine, get } = redfishService(settings);
    const sensor = machine.bmc.sensors.find(0x30, 0);
    const health = () =>
      ["/redfish/v1/Chassis/1/Sensors/48", "/redfish/v1/Chassis/1", SYSTEM].map((path) =>
        at(get(path).json, "Status/Health"),
      );
    sensor.setValue(85);
    expect(health()).toEqual(["Warning", "Warning", "Warning"]);
    sensor.setValue(95);
    expect(health()).toEqual(["Critical", "Critical", "Critical"]);
  });
  it("without a reading say so", () => {
    const { machine, get } = redfishService(settings);
    machine.bmc.sensors.find(0x30, 0).available = false;
    expect(get("/redfish/v1/Chassis/1/Sensors/48").json).toMatchObject({
      Reading: null,
      Status: { State: "UnavailableOffline" },
    });
  });
});

describe("the SEL", () => {
  const EVENT = Uint8Array.of(0, 0, 2, 0, 0, 0, 0, 0x20, 0, 4, 0x01, 0x30, 0x01, 0x59, 95, 90);
  it("has an entry for each record", () => {
    const clock = new ManualClock(Date.UTC(2026, 10, 29));
    const { machine, get } = redfishService({}, clock);
    machine.bmc.sel.add(EVENT);
    const entry = {
      Id: "1",
      EntryType: "SEL",
      Created: "2026-11-29T00:00:00+00:00",
      EntryCode: "Upper Critical - going high",
      SensorType: "Temperature",
      SensorNumber: 0x30,
      Severity: "Critical",
      Message: "Temperature: Upper Critical going high asserted",
      MessageId: "0x01595f5a",
      GeneratorId: "0x0020",
    };
    expect(get(ENTRIES).json["Members"]).toMatchObject([entry]);
    expect(get(`${ENTRIES}/1`).json).toMatchObject(entry);
    expect(get(`${ENTRIES}/2`).status).toBe(404);
    expect(get(`${ENTRIES}/65536`).status).toBe(404);
  });
  it("is cleared by ClearLog", () => {
    const { machine, get, post } = redfishService();
    machine.bmc.sel.add(EVENT);
    expect(post(`${SYSTEM}/LogServices/SEL/Actions/LogService.ClearLog`).status).toBe(204);
    expect([get(ENTRIES).json["Members"], machine.bmc.sel.size]).toEqual([[], 0]);
  });
  it("is read in pages of 1000", () => {
    const { machine, get } = redfishService({ sel: { capacity: 2000 } });
    for (let count = 0; count < 1001; count++) machine.bmc.sel.add(EVENT);
    const { json } = get(ENTRIES);
    expect(json["Members"]).toHaveLength(1000);
    expect(json).toMatchObject({ "Members@odata.count": 1001, "Members@odata.nextLink": `${ENTRIES}?$skip=1000` });
    expect(get(`${ENTRIES}?$skip=1000`).json["Members"]).toMatchObject([{ Id: "1001" }]);
    expect(get(`${ENTRIES}?$skip=5&$top=2`).json["Members"]).toMatchObject([{ Id: "6" }, { Id: "7" }]);
  });
});

describe("the manager", () => {
  it("has the BMC's version, clock and network", () => {
    const device = { firmware: { major: 2, minor: 7 } };
    const lan = { address: "192.0.2.7", subnetMask: "255.255.255.0", macAddress: "02:00:5e:10:00:01" };
    const { get, patch } = redfishService({ device, lan }, new ManualClock(Date.UTC(2026, 0, 1)));
    const manager = "/redfish/v1/Managers/1";
    expect(get(manager).json).toMatchObject({ FirmwareVersion: "2.07", DateTime: "2026-01-01T00:00:00+00:00" });
    const tag = get(manager).headers?.["ETag"];
    expect(patch(manager, { DateTime: "2027-01-01T01:00:00+01:00" }).json["DateTime"]).toBe(
      "2027-01-01T00:00:00+00:00",
    );
    expect(get(manager).headers?.["ETag"]).toBe(tag);
    expect(patch(manager, { DateTime: "tomorrow" })).toMatchObject({
      status: 400,
      messages: ["PropertyValueFormatError"],
    });
    expect(get(`${manager}/EthernetInterfaces/lan`).json).toMatchObject({
      MACAddress: "02:00:5e:10:00:01",
      IPv4Addresses: [{ Address: "192.0.2.7", SubnetMask: "255.255.255.0", AddressOrigin: "Static" }],
    });
    expect(get(`${manager}/NetworkProtocol`).json).toMatchObject({
      HTTPS: { ProtocolEnabled: true, Port: 8443 },
      HTTP: { ProtocolEnabled: false },
      IPMI: { ProtocolEnabled: false },
    });
  });
});
