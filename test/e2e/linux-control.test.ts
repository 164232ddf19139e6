/**
 * The controller itself, the chassis and DCMI in a Linux guest, over BT and over KCS: what ipmitool sets FreeIPMI reads, and
 * the other way round. The tests go on from each other's state.
 */
import { describe, expect, test } from "vitest";
import { describeInGuests } from "../support/guest/tools.ts";
import { TOOLS_MACHINE } from "../support/guest/tools-machine.ts";

/** bmc-device's option, ipmitool's argument; what bmc-info calls it. */
const SYSTEM_INFO = [
  ["system-firmware-version", "system_fw_version", "System Firmware Version"],
  ["system-name", "system_name", "System Name"],
  ["primary-operating-system-name", "primary_os_name", "Primary Operating System Name"],
  ["operating-system-name", "os_name", "Operating System Name"],
] as const;

describeInGuests(TOOLS_MACHINE, (tools) => {
  describe("the controller", () => {
    test.each(SYSTEM_INFO)("--set-%s, mc setsysinfo %s", async (option, argument, name) => {
      await tools.run(`bmc-device --set-${option}="set by ${option}"`);
      expect(await tools.run(`ipmitool mc getsysinfo ${argument}`)).toBe(`set by ${option}\n`);
      await tools.run(`ipmitool mc setsysinfo ${argument} 'a text of more than one block'`);
      expect(await tools.printed("bmc-info --get-system-info")).toMatchObject({
        [name]: "a text of more than one block",
      });
    });

    test("system info that only FreeIPMI knows", async () => {
      await tools.run(
        "bmc-device --set-present-os-version-number=12",
        "bmc-device --set-bmc-url=http://bmc/",
        "bmc-device --set-base-os-hypervisor-url=http://host/",
      );
      expect(await tools.printed("bmc-info --get-system-info")).toMatchObject({
        "Present OS Version Number": "12",
        "BMC URL": "http://bmc/",
        "Base OS/Hypervisor URL": "http://host/",
      });
    });

    test("bmc-info prints every setting", async () => {
      const { "System GUID": system } = await tools.printed("ipmitool mc guid");
      expect(await tools.printed("bmc-info --get-device-id")).toMatchObject({
        "Device ID": "42",
        "IPMI Version": "2.0",
      });
      expect((await tools.run("bmc-info --get-system-guid")).trim()).toBe(system);
      expect(await tools.printed("bmc-info")).toMatchObject({
        "System GUID": system,
        "Present OS Version Number": "12",
      });
    });

    test("ACPI power states", async () => {
      await tools.run(
        "bmc-device --set-acpi-power-state --set-acpi-system-power-state=S1 --set-acpi-device-power-state=D1",
      );
      expect(await tools.printed("bmc-device --get-acpi-power-state")).toEqual({
        "ACPI System Power State": "S1",
        "ACPI Device Power State": "D1",
      });
      // ipmitool has no words for it.
      expect(await tools.run("ipmitool raw 6 7")).toBe(" 01 01\n");
    });

    test("LAN statistics", async () => {
      await tools.run("bmc-device --clear-lan-statistics", "ipmitool lan stats clear 1");
      expect(await tools.printed("bmc-device --get-lan-statistics")).toMatchObject({ "IP Packets Received": "0" });
      expect(await tools.printed("ipmitool lan stats get 1")).toMatchObject({ "IP Rx Packet": "0" });
    });

    test("interface capabilities, global enables and the auxiliary log", async () => {
      expect(await tools.printed("bmc-device --get-bt-interface-capabilities")).toMatchObject({
        "BT Number of Outstanding Requests Supported": "1",
      });
      expect(await tools.printed("bmc-device --get-kcs-interface-capabilities")).toMatchObject({
        "KCS Version": "version 1 (0h)",
      });
      expect(await tools.printed("bmc-device --get-bmc-global-enables")).toMatchObject({
        "Event Message Buffer": "enabled",
        "System Event Logging": "enabled",
      });
      expect(await tools.printed("bmc-device --get-mca-auxiliary-log-status")).toMatchObject({
        "Number of entries in MCA log": "4294967295",
      });
    });

    test("mc watchdog set, reset and off", async () => {
      const watchdog = () => tools.printed("ipmitool mc watchdog get");
      await tools.run("ipmitool mc watchdog set timeout=300 use=sms action=reset pretimeout=10 int=msg nolog");
      const stopped = { "Watchdog Timer Is": "Stopped", "Initial Countdown": "300.0 sec" };
      expect(await watchdog()).toMatchObject({
        ...stopped,
        "Watchdog Timer Logging": "Off",
        "Pre-timeout interrupt": "Messaging",
        "Pre-timeout interval": "10 seconds",
      });
      await tools.run("ipmitool mc watchdog reset");
      expect(await watchdog()).toMatchObject({ "Watchdog Timer Is": "Started/Running" });
      await tools.run("ipmitool mc watchdog off");
      expect(await watchdog()).toMatchObject(stopped);
    });
  });

  describe("the chassis", () => {
    const status = () => tools.printed("ipmi-chassis --get-chassis-status");

    test.each([
      ["always-off", "Off_State_AC_Apply", "Always off"],
      ["previous", "Restore_State_AC_Apply", "Restore"],
      ["always-on", "On_State_AC_Apply", "Always on"],
    ])("chassis policy %s", async (policy, word, shown) => {
      await tools.run(`ipmitool chassis policy ${policy}`);
      expect(await tools.section("ipmi-chassis-config", "Chassis_Power_Conf")).toMatchObject({
        Power_Restore_Policy: word,
      });
      expect((await status())["Power restore policy"]).toBe(shown);
    });

    test("ipmi-chassis-config sets policy, buttons and boot flags", async () => {
      const commit = (pair: string) => tools.run(`ipmi-chassis-config --commit --key-pair=${pair}`);
      await commit("Chassis_Power_Conf:Power_Restore_Policy=Off_State_AC_Apply");
      await commit("Chassis_Front_Panel_Buttons:Enable_Reset_Button=No");
      await commit("Chassis_Boot_Flags:Boot_Device=CD-DVD");
      expect(await tools.printed("ipmitool chassis status")).toMatchObject({
        "Power Restore Policy": "always-off",
        "Reset Button Disabled": "true",
        "Power Button Disabled": "false",
      });
      expect(await tools.run("ipmitool chassis bootparam get 5")).toContain("Force Boot from CD/DVD");
      await commit("Chassis_Front_Panel_Buttons:Enable_Reset_Button=Yes");
    });

    test.each([
      ["bootdev bios clear-cmos=yes", { Boot_Device: "BIOS-SETUP", CMOS_Clear: "Yes" }],
      ["bootdev disk options=persistent", { Boot_Device: "HARD-DRIVE", Boot_Flags_Persistent: "Yes" }],
      ["bootparam set bootflag force_pxe", { Boot_Device: "PXE", Boot_Flags_Persistent: "No" }],
    ])("chassis %s", async (command, read) => {
      await tools.run(`ipmitool chassis ${command}`);
      expect(await tools.section("ipmi-chassis-config", "Chassis_Boot_Flags")).toMatchObject(read);
    });

    test("chassis bootmbox", async () => {
      await tools.run("ipmitool chassis bootmbox set text 343 'hello, boot loader'");
      expect(await tools.run("ipmitool chassis bootmbox get text")).toContain("hello, boot l");
    });

    test("ipmi-chassis-config's checkout committed leaves no difference", async () => {
      const file = "--filename=/tmp/chassis";
      await tools.run("ipmi-chassis-config --checkout > /tmp/chassis", `ipmi-chassis-config --commit ${file}`);
      expect(await tools.run(`ipmi-chassis-config --diff ${file}`)).toBe("");
    });

    test("identify by either", async () => {
      const state = async () => (await status())["Chassis Identify state"];
      await tools.run("ipmitool chassis identify force");
      expect(await state()).toBe("Indefinite on");
      await tools.run("ipmi-chassis --chassis-identify=TURN-OFF");
      expect(await state()).toBe("off");
      await tools.run("ipmi-chassis --chassis-identify=60");
      expect(await state()).toBe("Timed on");
      await tools.run("ipmitool chassis identify 0");
      expect(await state()).toBe("off");
    });

    test("capabilities, restart cause, power-on hours, self-test", async () => {
      expect(await tools.printed("ipmi-chassis --get-chassis-capabilities")).toMatchObject({
        "Front Panel Lockout": "provided",
        "SEL Device Address": "20h",
      });
      expect(await tools.run("ipmi-chassis --get-system-restart-cause")).toContain("restore previous power state");
      // FreeIPMI 1.6 divides the 1234 hours by the 60 minutes of each.
      expect(await tools.run("ipmi-chassis --get-power-on-hours-counter")).toContain("0 Hours 20 Minutes");
      expect(await tools.printed("ipmitool chassis selftest")).toEqual({ "Self Test Results": "passed" });
      expect(await tools.run("ipmitool chassis power on")).toBe("Chassis Power Control: Up/On\n");
    });
  });

  describe("DCMI", () => {
    test("power limit by either", async () => {
      await tools.run(
        "ipmi-dcmi --set-power-limit --exception-actions=0x11 --power-limit-requested=300 --correction-time-limit=2000 --statistics-sampling-period=30",
        "ipmi-dcmi --activate-deactivate-power-limit=activate",
      );
      expect(await tools.printed("ipmitool dcmi power get_limit")).toMatchObject({
        "Current Limit State": "Power Limit Active",
        "Exception actions": "Log Event to SEL",
        "Power Limit": "300 Watts",
        "Correction time": "2000 milliseconds",
        "Sampling period": "30 seconds",
      });
      for (const limit of ["limit 310", "action no_action", "correction 3000", "sample 60"]) {
        await tools.run(`ipmitool dcmi power set_limit ${limit}`);
      }
      await tools.run("ipmitool dcmi power deactivate");
      expect(await tools.printed("ipmi-dcmi --get-power-limit")).toEqual({
        "Exception Actions": "No Action (0h)",
        "Power Limit Requested": "310 watts",
        "Correction time limit": "3000 milliseconds",
        "Management application Statistics Sampling period": "60 seconds",
      });
      expect((await tools.guest.run("ipmitool dcmi power get_limit")).stdout).not.toContain("Power Limit Active");
    });

    test("power statistics, the enhanced ones too", async () => {
      for (const statistics of ["system-power-statistics", "enhanced-system-power-statistics"]) {
        expect(await tools.run(`ipmi-dcmi --get-${statistics}`)).toMatch(/Current Power +: 1[5-9]\d|20\d/);
      }
      expect(await tools.run("ipmitool dcmi power reading 5_sec")).toMatch(/Power reading state is: +activated/);
    });

    test("asset tag and controller ID by either", async () => {
      await tools.run(
        "ipmi-dcmi --set-asset-tag=rack-7",
        "ipmi-dcmi --set-management-controller-identifier-string=node-17",
      );
      expect(await tools.run("ipmitool dcmi asset_tag")).toContain("Asset tag: rack-7");
      expect(await tools.run("ipmitool dcmi get_mc_id_string")).toContain("node-17");
      await tools.run("ipmitool dcmi set_asset_tag rack-8", "ipmitool dcmi set_mc_id_string node-18");
      expect(await tools.run("ipmi-dcmi --get-asset-tag")).toContain("rack-8");
      expect(await tools.run("ipmi-dcmi --get-management-controller-identifier-string")).toContain("node-18");
    });

    test("thermal policy, sensors, temperatures and configuration", async () => {
      await tools.run("ipmitool dcmi set_conf_param init 5");
      expect(await tools.run("ipmitool dcmi get_conf_param")).toMatch(/Initial timeout interval\s+: 5 seconds/);
      expect(await tools.run("ipmi-dcmi --get-dcmi-sensor-info")).toMatch(
        /Baseboard temperature SDR Record IDs\n\n?3$/m,
      );
      expect(await tools.run("ipmitool dcmi sensors")).toContain("Record ID 0x0003: CPU Temp");
      expect(await tools.run("ipmitool dcmi get_temp_reading")).toMatch(/Baseboard temperature sensors.*\+42 C/);
    });

    test("ipmi-config's checkout committed leaves no difference", async () => {
      const tool = "ipmi-config --category=dcmi";
      await tools.run(`${tool} --checkout > /tmp/dcmi`, `${tool} --commit --filename=/tmp/dcmi`);
      expect(await tools.run(`${tool} --diff --filename=/tmp/dcmi`)).toBe("");
    });
  });

  test("bmc-device and ipmitool reset the controller, and the driver works on", async () => {
    await tools.run(
      "bmc-device --warm-reset",
      "ipmitool mc reset warm",
      "bmc-device --cold-reset",
      "ipmitool mc reset cold",
    );
    expect(await tools.printed("bmc-device --get-self-test-results")).toEqual({ "Self Test Result": "No Error" });
    expect(await tools.printed("ipmitool mc info")).toMatchObject({ "Device ID": "42" });
  });
});
