/**
 * Reads and writes of ipmitool and FreeIPMI in a Linux guest, over BT and over KCS: the sensors, records, users and
 * addresses of the configuration, and the kernel has nothing to complain of. The tests go on from each other's state.
 */
import { describe, expect, test } from "vitest";
import { describeInGuests } from "../support/guest/tools.ts";
import { TOOLS_MACHINE } from "../support/guest/tools-machine.ts";

describeInGuests(TOOLS_MACHINE, (tools) => {
  const run = (command: string) => tools.run(command);
  const printed = (command: string) => tools.printed(command);
  const rows = (command: string) => tools.rows(command);

  describe("ipmitool", () => {
    test("sdr list and elist", async () => {
      expect(await rows("ipmitool sdr list")).toEqual([
        ["Watchdog", "0x00", "ok"],
        ["CPU Temp", "42 degrees C", "ok"],
        ["12V", "12 Volts", "ok"],
        ["PSU1", "0x01", "ok"],
      ]);
      expect(await rows("ipmitool sdr elist")).toEqual([
        ["Watchdog", "03h", "ok", "7.1", ""],
        ["CPU Temp", "30h", "ok", "7.1", "42 degrees C"],
        ["12V", "31h", "ok", "7.1", "12 Volts"],
        ["PSU1", "32h", "ok", "7.1", "Presence detected"],
      ]);
    });

    test("sdr info", async () => {
      expect(await printed("ipmitool sdr info")).toMatchObject({
        "SDR Version": "0x51",
        "Record Count": "5",
        "SDR overflow": "no",
        "SDR Repository Update Support": "modal and non-modal",
      });
    });

    test("sensor, and its thresholds after sensor thresh", async () => {
      const limits = async () => (await rows("ipmitool sensor"))[1]?.slice(1, 4).concat(...(await upper()));
      const upper = async () => (await rows("ipmitool sensor"))[1]?.slice(7) ?? [];
      expect(await limits()).toEqual(["42.000", "degrees C", "ok", "80.000", "90.000", "100.000"]);
      await run("ipmitool sensor thresh 'CPU Temp' upper 75 85 95");
      expect(await limits()).toEqual(["42.000", "degrees C", "ok", "75.000", "85.000", "95.000"]);
    });

    test("event 1 is in sel list, sel elist and sel get; sel clear removes it", async () => {
      await run("ipmitool event 1");
      const event = "Upper Critical going high";
      expect((await rows("ipmitool sel list")).map(([id, , , ...what]) => [id, ...what])).toEqual([
        ["1", "Temperature #0x30", event, "Asserted"],
      ]);
      // It names the sensor only for events that come from the BMC, not from software.
      expect((await rows("ipmitool sel elist")).at(-1)?.slice(3)).toEqual(["Temperature #0x30", event, "Asserted"]);
      expect(await printed("ipmitool sel get 1")).toMatchObject({ "Sensor Number": "30", Description: event });
      expect(await printed("ipmitool sel info")).toMatchObject({ Entries: "1", "# Free Units": "1023" });
      await run("ipmitool sel clear");
      expect(await tools.guest.run("ipmitool sel list")).toMatchObject({ stdout: "", stderr: "SEL has no entries\n" });
    });

    test("sel time", async () => {
      // It reads dates as the locale has them: in C with two digits of the year.
      await run("ipmitool sel time set '04/05/31 06:07:08'");
      expect(await run("ipmitool sel time get")).toMatch(/^04\/05\/31 06:07:(0[89]|1\d) UTC$/m);
    });

    test("fru print", async () => {
      expect(await printed("ipmitool fru print")).toMatchObject({
        "FRU Device Description": "Builtin FRU Device (ID 0)",
        "Board Mfg": "Acme",
        "Board Product": "Board",
        "Board Serial": "042",
        "Board Part Number": "P10",
      });
    });

    test("chassis bootdev and bootparam", async () => {
      await run("ipmitool chassis bootdev pxe options=persistent");
      const flags = await run("ipmitool chassis bootparam get 5");
      expect(flags).toContain("Boot parameter data: c004000000");
      expect(flags).toContain("Boot Device Selector : Force PXE");
    });

    test("chassis policy, poh, restart_cause and identify", async () => {
      await run("ipmitool chassis policy always-off");
      expect(await printed("ipmitool chassis status")).toMatchObject({ "Power Restore Policy": "always-off" });
      expect(await run("ipmitool chassis poh")).toBe("POH Counter  : 51 days, 10 hours\n");
      expect(await printed("ipmitool chassis restart_cause")).toEqual({
        "System restart cause": "power-up due to restore-previous power policy",
      });
      expect(await printed("ipmitool chassis identify 10")).toEqual({ "Chassis identify interval": "10 seconds" });
    });

    test("mc watchdog get", async () => {
      expect(await printed("ipmitool mc watchdog get")).toMatchObject({
        "Watchdog Timer Is": "Stopped",
        "Watchdog Timer Action": "No action (0x00)",
        "Initial Countdown": "0.0 sec",
      });
    });

    test("user list and user set", async () => {
      await run("ipmitool user set name 3 admin");
      await run("ipmitool user set password 3 0123456789");
      await run("ipmitool user enable 3");
      await run("ipmitool channel setaccess 1 3 ipmi=on privilege=4");
      const users = (await run("ipmitool user list 1")).trimEnd().split("\n").slice(1);
      expect(users.map((user) => user.trim().split(/\s{2,}/))).toEqual([
        ["1", "true", "false", "false", "NO ACCESS"],
        ["2", "operator", "true", "false", "true", "OPERATOR"],
        ["3", "admin", "true", "false", "true", "ADMINISTRATOR"],
      ]);
      expect((await tools.guest.run("ipmitool user test 3 16 0123456789")).stdout).toBe("Success\n");
      expect((await tools.guest.run("ipmitool user test 3 16 9876543210")).exitCode).toBe(1);
    });

    test("channel info and getaccess", async () => {
      expect(await printed("ipmitool channel info 1")).toMatchObject({
        "Channel Medium Type": "802.3 LAN",
        "Session Support": "multi-session",
        "Access Mode": "always available",
      });
      expect(await printed("ipmitool channel getaccess 1 2")).toMatchObject({
        "User Name": "operator",
        "IPMI Messaging": "enabled",
        "Privilege Level": "OPERATOR",
        "Enable Status": "enabled",
      });
    });

    test("lan print and lan set", async () => {
      const configured = {
        "IP Address Source": "Static Address",
        "IP Address": "10.1.2.3",
        "Subnet Mask": "255.255.255.0",
        "MAC Address": "02:00:00:a0:a1:aa",
        "Default Gateway IP": "10.1.2.1",
        "RMCP+ Cipher Suites": "3,17",
      };
      expect(await printed("ipmitool lan print 1")).toMatchObject(configured);
      await run("ipmitool lan set 1 ipaddr 10.1.2.4");
      expect(await printed("ipmitool lan print 1")).toMatchObject({ ...configured, "IP Address": "10.1.2.4" });
    });

    test("dcmi discover, power reading, get_mc_id_string and asset_tag", async () => {
      expect(await run("ipmitool dcmi discover")).toContain("Power management available");
      const reading = await printed("ipmitool dcmi power reading");
      expect(Number.parseInt(reading["Instantaneous power reading"] ?? "", 10)).toBeGreaterThan(0);
      expect(reading["Power reading state is"]).toBe("activated");
      expect(await run("ipmitool dcmi get_mc_id_string")).toContain("DCMI020000a0a1aa");
      await run("ipmitool dcmi set_asset_tag rack-7");
      expect(await run("ipmitool dcmi asset_tag")).toContain("Asset tag: rack-7");
    });

    test("mc getsysinfo after setsysinfo", async () => {
      await run("ipmitool mc setsysinfo system_name a-name-of-more-than-one-block");
      expect(await run("ipmitool mc getsysinfo system_name")).toBe("a-name-of-more-than-one-block\n");
    });

    test("pef info, filter list, policy list", async () => {
      expect((await run("ipmitool pef info")).trim()).toMatch(
        /^0x51 \| 16 \| 16 \| .* \| Alert,Power-off,Reset,Power-cycle,Diagnostic-interrupt$/,
      );
      const numbers = Array.from({ length: 16 }, (_, i) => String(i + 1));
      expect((await rows("ipmitool pef filter list")).map(([number]) => number)).toEqual(numbers);
      expect((await rows("ipmitool pef policy list")).map(([number]) => number)).toEqual(numbers);
    });
  });

  describe("FreeIPMI", () => {
    test("bmc-info", async () => {
      expect(await printed("bmc-info")).toMatchObject({
        "Device ID": "42",
        "Sensor Device": "supported",
        "SDR Repository Device": "supported",
        "FRU Inventory Device": "supported",
        "System Name": "a-name-of-more-than-one-block",
      });
    });

    test("ipmi-sensors", async () => {
      expect((await rows("ipmi-sensors --quiet-cache")).slice(1)).toEqual([
        ["2", "Watchdog", "Watchdog 2", "N/A", "N/A", "'OK'"],
        ["3", "CPU Temp", "Temperature", "42.00", "C", "'OK'"],
        ["4", "12V", "Voltage", "12.00", "V", "'OK'"],
        ["5", "PSU1", "Power Supply", "N/A", "N/A", "'Presence detected'"],
      ]);
    });

    test("ipmi-sel", async () => {
      await run("ipmitool event 2");
      const [, record = []] = await rows("ipmi-sel --quiet-cache --ignore-sdr-cache");
      expect(record.slice(4)).toEqual(["Voltage", "Lower Critical - going low"]);
      expect(await printed("ipmi-sel --info")).toMatchObject({ "Number of log entries": "1" });
      await run("ipmi-sel --clear");
      expect(await run("ipmi-sel --quiet-cache")).toBe("");
    });

    test("ipmi-fru", async () => {
      expect(await printed("ipmi-fru --quiet-cache")).toMatchObject({
        "FRU Board Manufacturer": "Acme",
        "FRU Board Product Name": "Board",
        "FRU Board Serial Number": "042",
      });
    });

    test("ipmi-chassis", async () => {
      expect(await printed("ipmi-chassis --get-chassis-status")).toMatchObject({
        "System Power": "on",
        "Power restore policy": "Always off",
      });
    });

    test("ipmi-pef-config", async () => {
      expect(await printed("ipmi-pef-config --info")).toMatchObject({
        "PEF version": "1.5",
        "Power reset action": "supported",
        "Number of Event Filters": "16",
        "Number of Alert Policy entries": "16",
      });
      await run("ipmi-pef-config --commit --key-pair=Event_Filter_3:Enable_Filter=Yes");
      const section = await run("ipmi-pef-config --checkout --section=Event_Filter_3");
      expect(section).toMatch(/^\s*Enable_Filter\s+Yes$/m);
    });

    test("ipmi-dcmi", async () => {
      expect(await printed("ipmi-dcmi --get-dcmi-capability-info")).toMatchObject({
        "DCMI Specification Conformance": "1.5",
        "Number of SEL entries": "1024",
      });
      expect(await printed("ipmi-dcmi --get-system-power-statistics")).toMatchObject({ "Power Measurement": "Active" });
      expect(await run("ipmi-dcmi --get-asset-tag")).toContain("rack-7");
    });

    test("bmc-device", async () => {
      expect(await printed("bmc-device --get-self-test-results")).toEqual({ "Self Test Result": "No Error" });
      expect(await printed("bmc-device --get-acpi-power-state")).toMatchObject({ "ACPI Device Power State": "D0" });
    });

    test("bmc-config", async () => {
      const section = await run("bmc-config --checkout --section=User2");
      expect(section).toMatch(/^\s*Username\s+operator$/m);
      expect(section).toMatch(/^\s*Enable_User\s+Yes$/m);
      expect(section).toMatch(/^\s*Lan_Privilege_Limit\s+Operator$/m);
    });

    test("ipmi-raw", async () => {
      expect(await run("ipmi-raw 00 06 01")).toMatch(/^rcvd: 01 00 2A 00 01 00 02 /);
      expect(await run("ipmi-raw 00 3e 01")).toBe("rcvd: 01 C1 \n");
    });
  });
});
