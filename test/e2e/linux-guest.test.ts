/**
 * A Linux guest and our daemon, from end to end: the kernel's ipmi_si finds the BMC that the configuration describes,
 * ipmitool and FreeIPMI read it, and chassis control is felt by the machine. Reset and power off come last.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { fields } from "../support/guest/fields.ts";
import { bootGuestWithBmc, loadIpmiDrivers } from "../support/guest/guest-with-bmc.ts";
import { ipmiComplaints } from "../support/guest/kernel-log.ts";
import type { LinuxGuest } from "../support/guest/linux-guest.ts";

/** Full of the bytes that frame the VM protocol: a0, a1, aa. */
const MACHINE = `
device:
  id: 0x2a
  revision: 3
  firmware: { major: 7, minor: 42 }
  manufacturerId: 0x0aa1a0
  productId: 0xa1aa
  auxiliaryFirmware: "a0 a1 aa 01"
  providesSdrs: true
  supports: [chassis, bridge, sel]
guid: 00112233-4455-6677-8899-aabbccddeeff
systemGuid: a0a1aaff-0b0c-4d0e-8f10-111213141516
selfTest: { result: corrupted, detail: 0x84 }
chassis:
  powerRestorePolicy: alwaysOn
  conditions: [powerOverload, intrusion, coolingFault]
oemCommands:
  - { netFn: 0x30, cmd: 0x11, match: "01 ??", data: "a0 a1 aa 00 ff" }
  - { netFn: 0x30, cmd: 0x12, completionCode: 0xd4 }
`;

const FOUND = "Found new BMC (man_id: 0x0aa1a0, prod_id: 0xa1aa, dev_id: 0x2a)";

/** The fixed power button: how often it was pressed, and its state. */
const POWER_BUTTON = "/sys/firmware/acpi/interrupts/ff_pwr_btn";

const EFFECT_TIMEOUT_MS = 120_000;

describe.each([
  { device: "isa-ipmi-bt", systemInterface: "bt", protocol: "BT-15", door: "unix" },
  { device: "isa-ipmi-kcs", systemInterface: "kcs", protocol: "KCS", door: "tcp" },
] as const)("a Linux guest with $device, over $door", ({ device, systemInterface, protocol, door }) => {
  let directory: string;
  let daemon: TestDaemon;
  let guest: LinuxGuest;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "extern-bmc-linux-"));
    const address = door === "unix" ? `unix:${join(directory, "bmc.sock")}` : "tcp:127.0.0.1:0";
    const config = `systemInterface: ${systemInterface}\n${MACHINE}`;
    daemon = await startTestDaemon({ config, args: ["--listen", address] });
    guest = await bootGuestWithBmc(daemon, { device });
  });

  afterAll(async () => {
    await guest?.[Symbol.asyncDispose]();
    await daemon?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const ipmitool = (args: string) => guest.run(`ipmitool ${args}`);

  test("the kernel finds the configured BMC, with its interrupt, and does not complain", async () => {
    const log = await guest.kernelLog();
    const texts = log.map(({ text }) => text).join("\n");
    expect(texts).toContain(FOUND);
    expect(texts).toContain(`IPMI ${systemInterface} interface initialized`);
    expect(texts).toContain("Using irq 5");
    expect(ipmiComplaints(log)).toEqual([]);
  });

  test("mc info", async () => {
    const { stdout, exitCode } = await ipmitool("mc info");
    expect(exitCode).toBe(0);
    expect(fields(stdout)).toEqual({
      "Device ID": "42",
      "Device Revision": "3",
      "Firmware Revision": "7.42",
      "IPMI Version": "2.0",
      "Manufacturer ID": "696736",
      "Manufacturer Name": "Unknown (0xAA1A0)",
      "Product ID": "41386 (0xa1aa)",
      "Product Name": "Unknown (0xA1AA)",
      "Device Available": "yes",
      "Provides Device SDRs": "yes",
      "Additional Device Support": "SEL Device, Bridge, Chassis Device",
      "Aux Firmware Rev Info": "0xa0, 0xa1, 0xaa, 0x01",
    });
  });

  test("mc selftest", async () => {
    const { stdout, exitCode } = await ipmitool("mc selftest");
    expect(stdout).toBe("Selftest: device corrupted\n -> SEL device not accessible\nInternal Use Area corrupted\n");
    expect(exitCode).toBe(1);
  });

  test("mc guid", async () => {
    expect(fields((await ipmitool("mc guid")).stdout)).toEqual({
      "System GUID": "a0a1aaff-0b0c-4d0e-8f10-111213141516",
      "GUID Encoding": "IPMI",
      "GUID Version": "Random or pseudo-random",
    });
  });

  test("mc getenables, as the driver set them and as we set them", async () => {
    const asTheDriverSetThem = {
      "Receive Message Queue Interrupt": "enabled",
      "Event Message Buffer Full Interrupt": "enabled",
      "Event Message Buffer": "enabled",
      "System Event Logging": "enabled",
      "OEM 0": "disabled",
      "OEM 1": "disabled",
      "OEM 2": "disabled",
    };
    expect(fields((await ipmitool("mc getenables")).stdout)).toEqual(asTheDriverSetThem);
    // mc setenables of ipmitool 1.8.19 finds nothing to change, whatever its arguments are.
    expect((await ipmitool("raw 0x06 0x2e 0x87")).exitCode).toBe(0);
    expect(fields((await ipmitool("mc getenables")).stdout)).toEqual({
      ...asTheDriverSetThem,
      "System Event Logging": "disabled",
      "OEM 2": "enabled",
    });
  });

  test("chassis status", async () => {
    expect(fields((await ipmitool("chassis status")).stdout)).toMatchObject({
      "System Power": "on",
      "Power Overload": "true",
      "Power Interlock": "inactive",
      "Main Power Fault": "false",
      "Power Control Fault": "false",
      "Power Restore Policy": "always-on",
      "Last Power Event": "",
      "Chassis Intrusion": "active",
      "Front-Panel Lockout": "inactive",
      "Drive Fault": "false",
      "Cooling/Fan Fault": "true",
    });
  });

  test("channel info names the system interface", async () => {
    expect(fields((await ipmitool("channel info 0xf")).stdout)).toMatchObject({
      "Channel Medium Type": "System Interface",
      "Channel Protocol Type": protocol,
    });
  });

  test.each([
    ["Get Device ID", "0x06 0x01", "2a 83 07 42 02 c4 a0 a1 0a aa a1 a0 a1 aa 01"],
    ["Get Device GUID", "0x06 0x08", "ff ee dd cc bb aa 99 88 77 66 55 44 33 22 11 00"],
    ["an OEM command of the configuration", "0x30 0x11 0x01 0x55", "a0 a1 aa 00 ff"],
  ])("raw: %s", async (_what, request, answer) => {
    expect(await ipmitool(`raw ${request}`)).toEqual({ stdout: ` ${answer}\n`, stderr: "", exitCode: 0 });
  });

  test.each([
    ["an unknown command", "0x3e 0x01", "rsp=0xc1): Invalid command"],
    ["a byte too many", "0x06 0x01 0x00", "rsp=0xc7): Request data length invalid"],
    ["an OEM command whose data does not fit", "0x30 0x11 0x02", "rsp=0xcc): Invalid data field in request"],
    ["an OEM command that refuses", "0x30 0x12", "rsp=0xd4): Insufficient privilege level"],
  ])("raw: %s is refused in words", async (_what, request, refusal) => {
    const { stdout, stderr, exitCode } = await ipmitool(`raw ${request}`);
    expect(stderr.trimEnd().endsWith(refusal), stderr).toBe(true);
    expect({ stdout, exitCode }).toEqual({ stdout: "", exitCode: 1 });
  });

  test("FreeIPMI's bmc-info reads the same", async () => {
    const { stdout, exitCode } = await guest.run("bmc-info");
    expect(exitCode).toBe(0);
    expect(fields(stdout)).toMatchObject({
      "Device ID": "42",
      "Firmware Revision": "7.42",
      "Manufacturer ID": "696736",
      "Product ID": "41386",
      "SEL Device": "supported",
      "Sensor Device": "unsupported",
      "Device GUID": "00112233-4455-6677-8899-aabbccddeeff",
      "System GUID": "a0a1aaff-0b0c-4d0e-8f10-111213141516",
    });
  });

  test("chassis power diag interrupts the processor", async () => {
    const kernelText = async () => (await guest.kernelLog()).map(({ text }) => text).join("\n");
    expect(await kernelText()).not.toContain("NMI received");
    expect((await ipmitool("chassis power diag")).stdout).toBe("Chassis Power Control: Diag\n");
    await expect.poll(kernelText, { timeout: EFFECT_TIMEOUT_MS }).toContain("NMI received for unknown reason");
  });

  test("chassis power soft presses the power button", async () => {
    const presses = async () => Number.parseInt((await guest.run(`cat ${POWER_BUTTON}`)).stdout, 10);
    expect(await presses()).toBe(0);
    expect((await ipmitool("chassis power soft")).stdout).toBe("Chassis Power Control: Soft\n");
    await expect.poll(presses, { timeout: EFFECT_TIMEOUT_MS }).toBe(1);
  });

  test("the kernel does not complain afterwards, and a complaint would be seen", async () => {
    expect(ipmiComplaints(await guest.kernelLog())).toEqual([]);
    await guest.run("echo '<4>ipmi_si: a warning' > /dev/kmsg");
    expect(ipmiComplaints(await guest.kernelLog())).toEqual(["ipmi_si: a warning"]);
  });

  test("chassis power reset resets the machine, and its next kernel finds the BMC again", async () => {
    guest.send("ipmitool chassis power reset");
    const { data } = await guest.qmp.takeEvent("RESET", EFFECT_TIMEOUT_MS);
    expect(data).toEqual({ guest: true, reason: "guest-reset" });
    await guest.untilBooted(2);
    await loadIpmiDrivers(guest);
    const log = await guest.kernelLog();
    expect(log.map(({ text }) => text).join("\n")).toContain(FOUND);
    expect(ipmiComplaints(log)).toEqual([]);
    expect((await ipmitool("chassis power status")).stdout).toBe("Chassis Power is on\n");
  });

  test("chassis power off ends QEMU", async () => {
    guest.send("ipmitool chassis power off");
    expect(await guest.untilEnded(EFFECT_TIMEOUT_MS)).toBe("exit code 0");
  });
});
