/**
 * Sensors in words, as ipmitool and FreeIPMI show them in a Linux guest: names, values, units and thresholds as the YAML
 * has them. And records of other kinds, which both tools read, and which a dump brings back.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { toHex } from "../support/bytes/hex.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { bootGuestWithBmc } from "../support/guest/guest-with-bmc.ts";
import { Tools } from "../support/guest/tools.ts";
import { machine } from "../support/machine/machine.ts";

const MACHINE = `
sensors:
  - name: CPU1 Temp
    type: temperature
    units: C
    entity: processor 1
    reading: 42.5 C
    thresholds: { upper non-critical: 85, upper critical: 95 }
  - name: Inlet Temp
    type: temperature
    units: C
    entity: air inlet 1
    reading: -5
    thresholds: { lower critical: -20, lower non-critical: -15, upper non-critical: 40.5 }
  - name: Freezer
    type: temperature
    units: F
    reading: -72 F
    thresholds: { upper critical: -40 }
  - name: 12V
    type: voltage
    units: V
    reading: 12.1 V
    thresholds: { lower critical: 10.8, upper critical: 13.2 }
  - name: 3.3V
    type: voltage
    units: V
    reading: 3.3
    thresholds: { lower critical: 3.135, upper critical: 3.465 }
  - name: -12V
    type: voltage
    units: V
    reading: -11.9
    thresholds: { lower critical: -13.2, upper critical: -10.8 }
  - name: VCore
    type: voltage
    units: V
    reading: 850 mV
    thresholds: { lower non-recoverable: 0.5, lower critical: 0.6, upper critical: 1.35, upper non-recoverable: 1.52 }
  - name: Fan 1
    type: fan
    units: rpm
    entity: fan 1
    reading: 4200 rpm
    thresholds: { lower critical: 500, lower non-critical: 700 }
  - name: Fan 2
    type: fan
    units: rpm
    entity: fan 2
    reading: 12400
    range: [0, 16000]
    resolution: 100
  - name: PSU1 Power
    type: otherUnits
    units: W
    entity: power supply 1
    reading: 1.1 kW
    thresholds: { upper critical: 1600 }
  - name: PSU1 Amps
    type: current
    units: A
    entity: power supply 1
    linearization: square
    reading: 2.25 A
    thresholds: { upper critical: 4 }
  - name: PSU1 Leak
    type: current
    units: A
    entity: power supply 1
    linearization: squareRoot
    reading: 3 A
    thresholds: { upper critical: 12 }
  - name: Light
    type: otherUnits
    units: lux
    linearization: exp10
    reading: 1000
    thresholds: { lower critical: 10, upper critical: 100000 }
  - name: Bandwidth
    type: otherUnits
    units: percent
    reading: 40 %
    thresholds: { upper non-critical: 90 }
  - name: PSU1 Status
    type: powerSupply
    entity: power supply 1
    asserted: [presence detected, input lost]
  - name: Drive 1
    type: driveSlot
    entity: disk 1
    states: [drive presence, drive fault]
    asserted: [drive presence]
entityAssociations:
  - { container: power unit 1, contains: [power supply 1-2] }
deviceLocators:
  - { name: Inlet LM75, address: 0x90, bus: 1, type: 0x03, entity: air inlet 1 }
locator: { name: Manager, entity: system management module 1 }
`;

interface WrittenSensor {
  readonly name: string;
  readonly units?: string;
  readonly reading?: number | string;
  readonly thresholds?: Readonly<Record<string, number>>;
}

const ALL: readonly WrittenSensor[] = parse(MACHINE).sensors;
const NUMERIC = ALL.filter(({ units }) => units !== undefined);

const THRESHOLDS = [
  ...["lower non-recoverable", "lower critical", "lower non-critical"],
  ...["upper non-critical", "upper critical", "upper non-recoverable"],
];

/** Their names in ipmitool and FreeIPMI. */
const UNITS: Readonly<Record<string, readonly [string, string]>> = {
  C: ["degrees C", "C"],
  F: ["degrees F", "F"],
  V: ["Volts", "V"],
  A: ["Amps", "A"],
  W: ["Watts", "W"],
  rpm: ["RPM", "RPM"],
  lux: ["lux", "lux"],
  percent: ["percent", "%"],
};

const PREFIX: Readonly<Record<string, number>> = { "850 mV": 0.85, "1.1 kW": 1100 };

function numberOf(written: number | string | undefined): number {
  return PREFIX[String(written)] ?? Number.parseFloat(String(written));
}

describe("sensors in words, in a Linux guest", () => {
  const tools = new Tools();
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-sensors-"));
  let daemon: TestDaemon | undefined;

  beforeAll(async () => {
    daemon = await startTestDaemon({ config: MACHINE, args: ["--listen", "tcp:127.0.0.1:0"] });
    tools.use(await bootGuestWithBmc(daemon, { device: "isa-ipmi-kcs" }));
  });

  afterAll(async () => {
    await tools[Symbol.asyncDispose]();
    await daemon?.stop();
    rmSync(directory, { recursive: true });
  });

  test("serve prints no warning", () => {
    expect(daemon?.stderr()).not.toContain("is shown as");
  });

  test("ipmitool sensor: values, units and thresholds", async () => {
    const rows = await tools.rows("ipmitool sensor");
    const expected = NUMERIC.map(({ name, units = "", reading, thresholds = {} }) => {
      const limits = THRESHOLDS.map((threshold) => thresholds[threshold]?.toFixed(3) ?? "na");
      return [name, numberOf(reading).toFixed(3), UNITS[units]?.[0], "ok", ...limits];
    });
    expect(rows.filter(([name]) => NUMERIC.some((sensor) => sensor.name === name))).toEqual(expected);
  });

  test("ipmi-sensors: values and units", async () => {
    const rows = await tools.rows("ipmi-sensors --quiet-cache --no-header-output");
    const expected = NUMERIC.map(({ name, units = "", reading }) => [
      name,
      numberOf(reading).toFixed(2),
      UNITS[units]?.[1],
    ]);
    const shown = rows.map(([, name = "", , value = "", unit = ""]) => [name, value, unit]);
    expect(shown.filter(([name]) => NUMERIC.some((sensor) => sensor.name === name))).toEqual(expected);
  });

  test("ipmitool sdr elist: entities, and states by name", async () => {
    const rows = await tools.rows("ipmitool sdr elist");
    const shown = new Map(rows.map(([name, , status, entity, value]) => [name, [status, entity, value]]));
    expect(shown.get("CPU1 Temp")).toEqual(["ok", "3.1", "42.50 degrees C"]);
    expect(shown.get("Fan 2")).toEqual(["ok", "29.2", "12400 RPM"]);
    expect(shown.get("PSU1 Status")).toEqual(["ok", "10.1", "Presence detected, Power Supply AC lost"]);
    expect(shown.get("Drive 1")).toEqual(["ok", "4.1", "Drive Present"]);
  });

  test("locators and associations: both tools read them", async () => {
    const all = await tools.run("ipmitool sdr elist all");
    expect(all).toContain("Inlet LM75");
    expect(all).toContain("Manager");
    expect(await tools.run("ipmi-sensors --quiet-cache --sensor-types=all -vv")).toContain("Entity Association");
  });

  test("ipmitool sdr dump: the same records come back from the file", async () => {
    await tools.run("ipmitool sdr dump /tmp/dump");
    const file = join(directory, "dump.sdr");
    writeFileSync(file, Buffer.from(await tools.run("base64 /tmp/dump"), "base64"));
    const own = machine(parse(MACHINE)).bmc.sdrs.records().map(toHex);
    const again = machine({ sdrRepository: { ownRecords: false }, sdrs: [{ file }] });
    expect(again.bmc.sdrs.records().map(toHex)).toEqual(own);
  });
});
