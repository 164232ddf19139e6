/** KCS and SSIF of one BMC in one Linux guest: a device and a channel for each, and answers from the IPMB at both. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { fields } from "../support/guest/fields.ts";
import { loadIpmiDrivers } from "../support/guest/guest-with-bmc.ts";
import { LinuxGuest } from "../support/guest/linux-guest.ts";

const QEMU = defaultQemu();
const CONFIG = `
systemInterface: kcs
device: { id: 0x2a }
satellites: [{ address: 0x82, name: blade, device: { id: 0x11 } }]
`;

/** Get Channel Info of the channel that carries the request. */
const CHANNEL_INFO = "raw 0x06 0x42 0x0e";

let directory: string;
let daemon: TestDaemon;
let guest: LinuxGuest;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "extern-bmc-two-"));
  const doors = [`unix:${join(directory, "kcs.sock")}`, `unix:${join(directory, "ssif.sock")},interface=ssif`];
  const listen = doors.flatMap((door) => ["--listen", door]);
  daemon = await startTestDaemon({ config: CONFIG, args: listen });
  const env = { EXTERN_BMC_SYSTEM_INTERFACE: "kcs" };
  const { stdout, stderr } = await runCli(["qemu-args", "--json", "--qemu", QEMU, ...listen], { env });
  expect(stderr).toBe("");
  guest = await LinuxGuest.boot({ qemu: QEMU, machine: "q35", flags: JSON.parse(stdout) });
  await loadIpmiDrivers(guest);
  await guest.modprobe("i2c_i801");
  await untilSsifAnswers();
});

afterAll(async () => {
  await guest?.[Symbol.asyncDispose]();
  await daemon?.stop();
  await rm(directory, { recursive: true, force: true });
});

/**
 * QEMU's SSIF may hand out the previous answer. A driver that gets it while it looks for the BMC gives up, and one that gets
 * it while it looks for channels knows no IPMB: it refuses bridged requests itself, with EINVAL.
 */
async function untilSsifAnswers(): Promise<void> {
  await vi.waitFor(
    async () => {
      await guest.run("modprobe -r ipmi_ssif");
      await guest.modprobe("ipmi_ssif");
      expect((await guest.run("ls /dev/ipmi1")).exitCode).toBe(0);
      expect((await guest.run("ipmitool -d 1 -t 0x82 mc info")).stderr).not.toContain("Invalid argument");
    },
    { timeout: 300_000, interval: 1000 },
  );
}

/** Runs ipmitool at /dev/ipmiN, up to three times for SSIF's sake. */
async function ipmitool(device: number, args: string): Promise<string> {
  const once = `ipmitool -d ${device} ${args}`;
  const { stdout, stderr, exitCode } = await guest.run(`${once} || ${once} || ${once}`);
  expect(exitCode, stdout + stderr).toBe(0);
  return stdout;
}

test("the ready line has the addresses without options", () => {
  expect(daemon.addresses).toEqual([`unix:${join(directory, "kcs.sock")}`, `unix:${join(directory, "ssif.sock")}`]);
});

test("the kernel finds one BMC behind two interfaces", async () => {
  const text = (await guest.kernelLog()).map((line) => line.text).join("\n");
  expect(text).toContain("IPMI kcs interface initialized");
  expect(text).toContain("SSIF interface at i2c address 0x10");
  expect(text).toContain("interfacing existing BMC");
});

test.each([
  { device: 0, info: " 0f 0c 05 00 f2 1b 00 ff ff\n" },
  { device: 1, info: " 07 0c 04 00 f2 1b 00 ff ff\n" },
])("/dev/ipmi$device answers, and tells its own channel", async ({ device, info }) => {
  expect(fields(await ipmitool(device, "mc info"))).toMatchObject({ "Device ID": "42" });
  expect(await ipmitool(device, CHANNEL_INFO)).toBe(info);
});

test.each([0, 1])("/dev/ipmi%i gets the answer of a satellite that it asked", async (device) => {
  expect(fields(await ipmitool(device, "-t 0x82 mc info"))).toMatchObject({ "Device ID": "17" });
});
