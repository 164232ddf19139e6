/**
 * Events, the SEL, sensors, the SDR repository, FRU devices and PEF in a Linux guest, over BT and over KCS: what ipmitool
 * does FreeIPMI reads, and the other way round. The tests go on from each other's state.
 */
import { describe, expect, test } from "vitest";
import { describeInGuests } from "../support/guest/tools.ts";
import { TOOLS_MACHINE } from "../support/guest/tools-machine.ts";

/** Fields of bmc-device for a sensor: number, reading, how, states, how, deasserted states, how, event data, how. */
const SET_SENSOR = "bmc-device --set-sensor-reading-and-event-status";

describeInGuests(TOOLS_MACHINE, (tools) => {
  /** The SEL's entries: ID and what follows date and time. */
  const ipmitoolSel = async () => (await tools.rows("ipmitool sel list")).map(([id, , , ...what]) => [id, ...what]);
  const freeipmiSel = async () =>
    (await tools.rows("ipmi-sel --quiet-cache --no-header-output")).map(([id, , , ...what]) => [id, ...what]);
  /** ipmitool mistakes an event that waits in the driver for the answer to its first request. */
  const fetchEvents = () => tools.guest.run("ipmitool mc guid");
  const clear = async () => {
    await tools.run("ipmi-sel --clear");
    await fetchEvents();
  };

  describe("events and the SEL", () => {
    test("event 1 to 3, and of a sensor", async () => {
      for (const event of ["1", "2", "3", "'CPU Temp' unc", "'CPU Temp' unc deassert", "PSU1 'Failure detected'"]) {
        await tools.run(`ipmitool event ${event}`);
        await fetchEvents();
      }
      expect(await freeipmiSel()).toEqual([
        ["1", "Sensor #48", "Temperature", "Upper Critical - going high"],
        ["2", "Sensor #96", "Voltage", "Lower Critical - going low"],
        ["3", "Sensor #83", "Memory", "Correctable memory error"],
        ["4", "Sensor #48", "Temperature", "Upper Non-critical - going high ; Sensor Reading = 51h ; Threshold = 50h"],
        // ipmitool makes up the reading, and the end of going low.
        ["5", "Sensor #48", "Temperature", "Upper Non-critical - going low ; Sensor Reading = 4Fh ; Threshold = 50h"],
        ["6", "Sensor #50", "Power Supply", "Power Supply Failure detected"],
      ]);
      expect((await ipmitoolSel())[4]).toEqual([
        "5",
        "Temperature #0x30",
        "Upper Non-critical going low",
        "Deasserted",
      ]);
    });

    test("sel save, sel add, event file; sel writeraw and readraw", async () => {
      await tools.run("ipmitool sel save /tmp/events", "ipmi-sel --clear", "ipmitool sel add /tmp/events");
      const added = await ipmitoolSel();
      expect(added).toHaveLength(6);
      await clear();
      await tools.run("ipmitool event file /tmp/events");
      await fetchEvents();
      expect(await ipmitoolSel()).toEqual(added);
      await tools.run("ipmitool sel writeraw /tmp/raw", "ipmi-sel --clear");
      expect((await tools.run("ipmitool sel readraw /tmp/raw")).match(/\n/g)).toHaveLength(6);
    });

    test("sel delete of several, ipmi-sel --delete and --delete-range", async () => {
      await tools.run("ipmitool sel add /tmp/events");
      await tools.run("ipmitool sel delete 1 2");
      expect((await freeipmiSel()).map(([id]) => id)).toEqual(["3", "4", "5", "6"]);
      await tools.run("ipmi-sel --delete=3", "ipmi-sel --delete-range=5-6");
      expect((await ipmitoolSel()).map(([id]) => id)).toEqual(["4"]);
      expect(await tools.printed("ipmitool sel info")).toMatchObject({ Entries: "1" });
      await clear();
    });

    test("an event by bmc-device", async () => {
      await tools.run('bmc-device --platform-event="0x41 0x04 0x01 0x30 0x01 assertion 0x57 0x58 0x50"');
      await fetchEvents();
      expect(await ipmitoolSel()).toEqual([["1", "Temperature #0x30", "Upper Non-critical going high", "Asserted"]]);
      await clear();
    });

    test("its clock", async () => {
      await tools.run('bmc-device --set-sel-time="05/31/2004 - 06:07:08"');
      expect(await tools.run("ipmitool sel time get")).toMatch(/^05\/31\/04 06:07:\d\d UTC$/m);
      await tools.run('bmc-device --set-sdr-repository-time="06/01/2004 - 06:07:08"');
      expect(await tools.run("ipmitool sel time get")).toMatch(/^06\/01\/04 06:07:\d\d UTC$/m);
      await tools.run("ipmitool sel time set now", "bmc-device --set-sel-time-utc-offset=-90");
      expect(await tools.run("bmc-device --get-sel-time-utc-offset")).toBe("SEL UTC Offset : -90 minutes\n");
      await tools.run("bmc-device --set-sel-time-utc-offset=none");
      const now = /(\d+)\/\d+\/(\d+)/.exec(await tools.run("bmc-device --get-sdr-repository-time"));
      expect(Number(now?.[2])).toBeGreaterThan(2004);
    });
  });

  describe("sensors", () => {
    const states = async () =>
      (await tools.rows("ipmi-sensors --quiet-cache --no-header-output")).map(([, name, , reading, , state]) => [
        name,
        reading,
        state,
      ]);

    test("their readings set by bmc-device raise events, and re-arming raises them again", async () => {
      await tools.run(
        `${SET_SENSOR}="0x30 0x55 write 0 nochange 0 nochange 0 0 0 nochange"`,
        `${SET_SENSOR}="0x32 0 nochange 0x2 set1bits 0 nochange 0 0 0 nochange"`,
      );
      const high = "'At or Above (>=) Upper Non-Critical Threshold'";
      expect(await states()).toContainEqual(["CPU Temp", "85.00", high]);
      expect(await states()).toContainEqual(["PSU1", "N/A", "'Presence detected' 'Power Supply Failure detected'"]);
      await tools.run("bmc-device --rearm-sensor=3");
      const hot = [
        "CPU Temp",
        "Temperature",
        "Upper Non-critical - going high ; Sensor Reading = 85.00 C ; Threshold = 80.00 C",
      ];
      expect(await freeipmiSel()).toEqual([
        ["1", ...hot],
        ["2", "PSU1", "Power Supply", "Power Supply Failure detected"],
        ["3", ...hot],
      ]);
      await tools.run(
        `${SET_SENSOR}="0x30 0x2a write 0 nochange 0 nochange 0 0 0 nochange"`,
        `${SET_SENSOR}="0x32 0 nochange 0xfffd clear0bits 0 nochange 0 0 0 nochange"`,
      );
      await fetchEvents();
      expect((await ipmitoolSel()).slice(3)).toEqual([
        ["4", "Temperature #0x30", "Upper Non-critical going high", "Deasserted"],
        ["5", "Power Supply #0x32", "Failure detected", "Deasserted"],
      ]);
      expect((await tools.rows("ipmitool sdr elist")).map(([name, , state]) => [name, state])).toContainEqual([
        "CPU Temp",
        "ok",
      ]);
      await clear();
    });

    test("sensor thresh is read by ipmi-sensors-config, which sets thresholds and event enables", async () => {
      await tools.run("ipmitool sensor thresh 'CPU Temp' ucr 88");
      expect(await tools.section("ipmi-sensors-config", "3_CPU_Temp")).toMatchObject({
        Upper_Critical_Threshold: "88.000000",
        Enable_Assertion_Event_Upper_Critical_Going_High: "Yes",
      });
      const pairs = ["Upper_Critical_Threshold=87", "Enable_Assertion_Event_Upper_Critical_Going_High=No"];
      const flags = pairs.map((pair) => `--key-pair=3_CPU_Temp:${pair}`).join(" ");
      await tools.run(`ipmi-sensors-config --commit ${flags}`);
      expect(await tools.printed("ipmitool sensor get 'CPU Temp'")).toMatchObject({
        "Upper Critical": "87.000",
        "Assertions Enabled": "unc+ unr+",
      });
      expect(await tools.run("ipmitool sensor reading 'CPU Temp'")).toMatch(/^CPU Temp +\| 42$/m);
    });

    test("ipmi-sensors-config's checkout committed leaves no difference", async () => {
      await tools.run(
        "ipmi-sensors-config --checkout > /tmp/sensors",
        "ipmi-sensors-config --commit --filename=/tmp/sensors",
      );
      expect(await tools.run("ipmi-sensors-config --diff --filename=/tmp/sensors")).toBe("");
    });
  });

  describe("the SDR repository", () => {
    const all = () => tools.rows("ipmitool sdr elist all");

    test("sdr get, type, entity and list of each kind", async () => {
      expect((await tools.rows("ipmitool sdr type Temperature")).map(([name]) => name)).toEqual(["CPU Temp"]);
      expect((await tools.rows("ipmitool sdr entity 7")).length).toBeGreaterThan(0);
      expect((await tools.rows("ipmitool sdr list full")).map(([name]) => name)).toEqual(["CPU Temp", "12V"]);
      expect((await tools.rows("ipmitool sdr list compact")).map(([name]) => name)).toEqual(["Watchdog", "PSU1"]);
      expect(await tools.rows("ipmitool sdr list mcloc")).toEqual([["bmc", "Dynamic MC @ 20h", "ok"]]);
    });

    test("sdr dump, sdr fill nosat, sdr fill file", async () => {
      const before = await all();
      await tools.run("ipmitool sdr dump /tmp/sdrs");
      expect(await tools.run("ipmitool sdr fill nosat")).toContain("SDRR successfully erased");
      expect(await all()).toEqual(before.slice(1));
      // ipmitool 1.8.19 crashes after the last record.
      await tools.guest.run("ipmitool sdr fill file /tmp/sdrs");
      expect(await all()).toEqual(before);
      await tools.run("ipmi-sensors --quiet-cache --flush-cache", "ipmi-sensors --quiet-cache");
    });
  });

  describe("FRU devices", () => {
    const serial = async () => (await tools.printed("ipmi-fru --quiet-cache"))["FRU Board Serial Number"];

    test("fru edit, read and write, and those of bmc-device", async () => {
      await tools.run("ipmitool fru read 0 /tmp/fru", "ipmitool fru edit 0 field b 2 077");
      expect(await serial()).toBe("077");
      await tools.run("ipmitool fru write 0 /tmp/fru");
      expect(await serial()).toBe("042");
      await tools.run("bmc-device --read-fru=/tmp/fru2 --device-id=0", "cmp /tmp/fru /tmp/fru2");
      await tools.run("ipmitool fru edit 0 field b 2 099", "bmc-device --write-fru=/tmp/fru2 --device-id=0");
      expect(await tools.printed("ipmitool fru print 0")).toMatchObject({ "Board Serial": "042" });
    });
  });

  describe("PEF", () => {
    const filter = async (id: number) => (await tools.rows("ipmitool pef filter list"))[id - 1]?.slice(1);

    test("pef filter and pef policy enable, ipmi-pef-config", async () => {
      await tools.run("ipmitool pef filter enable 2", "ipmitool pef policy enable 3");
      expect(await tools.section("ipmi-pef-config", "Event_Filter_2")).toMatchObject({ Enable_Filter: "Yes" });
      expect(await tools.section("ipmi-pef-config", "Alert_Policy_3")).toMatchObject({ Policy_Enabled: "Yes" });
      const keys = ["Sensor_Type=Temperature", "Event_Filter_Action_Power_Off=No", "Event_Filter_Action_Alert=Yes"];
      const flags = keys.map((key) => `--key-pair=Event_Filter_2:${key}`).join(" ");
      await tools.run(`ipmi-pef-config --commit ${flags}`);
      expect(await filter(2)).toMatchObject({ 0: "enabled, configurable", 1: "Temperature" });
      await tools.run("ipmitool pef filter disable 2", "ipmitool pef policy disable 3");
      expect(await tools.section("ipmi-pef-config", "Event_Filter_2")).toMatchObject({ Enable_Filter: "No" });
    });

    test("ipmi-pef-config's checkout committed leaves no difference", async () => {
      await tools.run("ipmi-pef-config --checkout > /tmp/pef", "ipmi-pef-config --commit --filename=/tmp/pef");
      expect(await tools.run("ipmi-pef-config --diff --filename=/tmp/pef")).toBe("");
    });

    test("pef status prints the last processed record", async () => {
      await tools.run("ipmitool event 1");
      await fetchEvents();
      expect((await tools.rows("ipmitool pef status"))[0]?.[3]).toBe("0x0001");
    });
  });
});
