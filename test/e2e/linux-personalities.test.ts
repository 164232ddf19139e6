/**
 * The shipped machines in a Linux guest: ipmitool and FreeIPMI show each sensor and FRU device with the names, values and
 * units that its YAML has, and no line that says something else. Time stands still, so that a sensor shows what it begins
 * with.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Control, connect } from "../../src/control/client.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { bootGuestWithBmc } from "../support/guest/guest-with-bmc.ts";
import { ipmiComplaints } from "../support/guest/kernel-log.ts";
import { personality, readingAtFirst, type WrittenFru } from "../support/guest/personality.ts";
import { Tools } from "../support/guest/tools.ts";

/** Names of a unit in ipmitool and FreeIPMI, and half the distance of two readings. */
const UNITS: Readonly<Record<string, readonly [ipmitool: string, freeIpmi: string, within: number]>> = {
  C: ["degrees C", "C", 0.5],
  V: ["Volts", "V", 0.001],
  rpm: ["RPM", "RPM", 50],
  W: ["Watts", "W", 2.5],
  A: ["Amps", "A", 0.5],
};

const THRESHOLDS = [
  ...["lowerNonRecoverable", "lowerCritical", "lowerNonCritical"],
  ...["upperNonCritical", "upperCritical", "upperNonRecoverable"],
];

const AREAS = {
  chassis: { type: "Chassis Type", partNumber: "Chassis Part Number", serialNumber: "Chassis Serial" },
  board: {
    manufacturer: "Board Mfg",
    productName: "Board Product",
    serialNumber: "Board Serial",
    partNumber: "Board Part Number",
    fileId: "Board FRU ID",
  },
  product: {
    manufacturer: "Product Manufacturer",
    productName: "Product Name",
    partNumber: "Product Part Number",
    version: "Product Version",
    serialNumber: "Product Serial",
    assetTag: "Product Asset Tag",
    fileId: "Product FRU ID",
  },
} as const;

const ODD =
  /unknown|reserved|unspecified|invalid|error|failure|checksum|no reading|not found|unable|\bns\b|\b[ul](?:nc|cr|nr)\b/i;

describe.each(["server", "quiet"])("%s", (name) => {
  const { sensors, frus } = personality(name);
  const numeric = sensors.filter(({ units }) => units !== undefined);
  const discrete = sensors.filter(({ units }) => units === undefined);
  const tools = new Tools();
  let daemon: TestDaemon | undefined;
  let control: Control | undefined;

  beforeAll(async () => {
    const config = JSON.stringify({ extends: name, time: { stopped: true } });
    daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0"] });
    control = await connect(daemon.control);
    tools.use(await bootGuestWithBmc(daemon, { device: "isa-ipmi-bt" }));
  });

  afterAll(async () => {
    await tools[Symbol.asyncDispose]();
    await control?.[Symbol.asyncDispose]();
    await daemon?.stop();
  });

  const namesOf = (names: readonly { readonly name: string }[]) => names.map((each) => each.name);

  test("ipmitool sdr elist shows its sensors and the watchdog's, all ok", async () => {
    const rows = await tools.rows("ipmitool sdr elist");
    const expected = sensors.map((each) => [each.name, `${each.number.toString(16).toUpperCase()}h`, "ok"]);
    expect(rows.map(([id, number, status]) => [id, number, status])).toEqual([["Watchdog", "03h", "ok"], ...expected]);
    for (const { name, asserted = [] } of discrete) {
      const states = rows.find(([id]) => id === name)?.[4]?.toLowerCase() ?? "";
      // "Drive Present", where the specification has "presence".
      const words = asserted.join(", ").toLowerCase().replace("drive presence", "drive present");
      expect(asserted.length > 0 ? states.slice(0, words.length) : states, name).toBe(words);
    }
  });

  test("ipmitool sensor shows values, units and thresholds", async () => {
    const rows = await tools.rows("ipmitool sensor");
    const shown = (sensor: string) => Number(rows.find(([id]) => id === sensor)?.[1]);
    for (const each of numeric) {
      const [value = "", unit, status, ...limits] = rows.find(([id]) => id === each.name)?.slice(1) ?? [];
      const [ipmitool, , within = 0] = UNITS[each.units ?? ""] ?? [];
      expect([unit, status], each.name).toEqual([ipmitool, "ok"]);
      expect(Math.abs(Number(value) - readingAtFirst(each, shown)), `${each.name}: ${value}`).toBeLessThanOrEqual(
        within,
      );
      expect(limits, each.name).toEqual(THRESHOLDS.map((key) => each.thresholds?.[key]?.toFixed(3) ?? "na"));
    }
    expect(rows.map(([id]) => id)).toEqual(["Watchdog", ...namesOf(sensors)]);
  });

  test("ipmi-sensors shows types, values, units and states", async () => {
    const rows = (await tools.rows("ipmi-sensors --quiet-cache --no-header-output")).slice(1);
    const shown = (sensor: string) => Number(rows.find(([, id]) => id === sensor)?.[3]);
    expect(rows.map(([, id]) => id)).toEqual(namesOf(sensors));
    for (const each of sensors) {
      const [type = "", value = "", unit, event = ""] = rows.find(([, id]) => id === each.name)?.slice(2) ?? [];
      expect(type.toLowerCase(), each.name).toContain(each.type.toLowerCase());
      const [state = "OK"] = each.asserted ?? [];
      expect(event.toLowerCase(), each.name).toContain(state.toLowerCase());
      if (each.units === undefined) continue;
      const [, freeIpmi, within = 0] = UNITS[each.units] ?? [];
      expect([unit, event], each.name).toEqual([freeIpmi, "'OK'"]);
      // It prints two decimals.
      expect(Math.abs(Number(value) - readingAtFirst(each, shown)), each.name).toBeLessThanOrEqual(within + 0.005);
    }
  });

  /** "name : value" of each line that has both. */
  const pairs = (printed: string) =>
    printed.split("\n").flatMap((line) => {
      const [, key, value] = /^\s*(.+?)\s*:\s+(.*?)\s*$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value]];
    });

  const fieldsOf = (fru: WrittenFru) =>
    (["chassis", "board", "product"] as const).flatMap((area) =>
      Object.entries(AREAS[area]).flatMap(([field, label]) => {
        const value = fru[area]?.[field];
        return value === undefined ? [] : [[label, value.toLowerCase()]];
      }),
    );

  test.each(frus)("ipmitool fru print $id", async (fru) => {
    const { stdout } = await tools.guest.run(`ipmitool -v fru print ${fru.id}`);
    const shown = pairs(stdout).filter(
      ([key = ""]) => /^(?:Chassis|Board|Product)/.test(key) && key !== "Board Mfg Date",
    );
    expect(shown.map(([key, value = ""]) => [key, value.toLowerCase()])).toEqual(fieldsOf(fru));
  });

  test("ipmi-fru shows each device, and each text of its YAML", async () => {
    const shown = pairs(await tools.run("ipmi-fru --quiet-cache"));
    const headings = shown.filter(([key]) => key === "FRU Inventory Device").map(([, value]) => value);
    expect(headings).toEqual(frus.map(({ id, name }) => `${name ?? "Default FRU Device"} (ID 0${id}h)`));
    const values = shown.map(([, value]) => value?.toLowerCase());
    expect(values).toEqual(expect.arrayContaining(frus.flatMap(fieldsOf).map(([, value]) => value)));
  });

  test("no tool prints an odd line", async () => {
    const listings = [
      "ipmitool sdr elist",
      "ipmitool sensor",
      "ipmitool fru print",
      "ipmi-sensors --quiet-cache",
      "ipmi-fru --quiet-cache",
      "ipmi-sel --quiet-cache",
    ];
    for (const command of listings) {
      const { stdout, stderr, exitCode } = await tools.guest.run(command);
      const odd = stdout.split("\n").filter((line) => ODD.test(line));
      expect({ command, exitCode, stderr, odd }).toEqual({ command, exitCode: 0, stderr: "", odd: [] });
    }
    expect(await tools.guest.run("ipmitool sel elist")).toMatchObject({ stdout: "", stderr: "SEL has no entries\n" });
  });

  test("a temperature over its limits is in the log by name, value and limit", async () => {
    const hot = sensors.find(({ type, thresholds }) => type === "temperature" && thresholds?.["upperNonRecoverable"]);
    const { upperNonCritical = 0, upperCritical = 0 } = hot?.thresholds ?? {};
    const value = upperCritical + 1;
    await control?.call("sensor.set", { sensor: hot?.name ?? "", value });
    const event = (limit: string, threshold: number) => [
      `Temperature ${hot?.name}`,
      `Upper ${limit} going high`,
      "Asserted",
      `Reading ${value} > Threshold ${threshold} degrees C`,
    ];
    const rows = await tools.rows("ipmitool sel elist");
    expect(rows.map((row) => row.slice(3))).toEqual([
      event("Non-critical", upperNonCritical),
      event("Critical", upperCritical),
    ]);

    const logged = await tools.rows("ipmi-sel --quiet-cache --no-header-output");
    const inFreeIpmi = (limit: string, threshold: number) =>
      `Upper ${limit} - going high ; Sensor Reading = ${value}.00 C ; Threshold = ${threshold}.00 C`;
    expect(logged.map((row) => row.slice(3))).toEqual([
      [hot?.name, "Temperature", inFreeIpmi("Non-critical", upperNonCritical)],
      [hot?.name, "Temperature", inFreeIpmi("Critical", upperCritical)],
    ]);
    const row = (await tools.rows("ipmitool sdr elist")).find(([id]) => id === hot?.name);
    expect(row?.[2]).toBe("ucr");
  });

  test("the kernel does not complain", async () => {
    expect(ipmiComplaints(await tools.guest.kernelLog())).toEqual([]);
  });
});
