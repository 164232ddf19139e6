/** Clients reach satellite controllers through the LAN door, and use DCMI. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { type LanClient, lanClientAt, printed } from "../support/lan/lan-clients.ts";

const MACHINE = `
listen: []
lan: { listen: "udp:127.0.0.1:0" }
dcmi: { assetTag: rack7 }
users: { accounts: [{ id: 2, name: admin, password: secret }, { id: 3, name: viewer, password: view, privilegeLimit: user }] }
satellites:
  - address: 0x82
    name: blade
    device: { id: 0x11, firmware: { major: 3, minor: 21 }, supports: [sensor, sdrRepository, sel, fru] }
    sensors:
      - { number: 0x10, name: Blade Temp, type: temperature, units: { base: degreesC }, reading: 33 }
  - { address: 0x84, name: carrier }
`;

let daemon: TestDaemon;
let clients: LanClient;
beforeAll(async () => {
  daemon = await startTestDaemon({ config: MACHINE, args: ["--control", "off"] });
  clients = lanClientAt(daemon.address("udp:"));
});
afterAll(async () => void (await daemon.kill()));

const GET_DEVICE_ID = ["raw", "6", "1"];
const DEVICE_ID = /^11 00 03 21 02 /;

test.each(["lan", "lanplus"])("ipmitool, %s: mc info, raw, double bridging and sdr of a satellite", async (driver) => {
  const ipmitool = (...args: string[]) => clients.ipmitool(["-I", driver, ...args]);
  expect(await ipmitool("-t", "0x82", "mc", "info")).toMatch(/^Firmware Revision +: 3\.21$/m);
  expect(await ipmitool("-b", "0", "-t", "0x82", ...GET_DEVICE_ID)).toMatch(DEVICE_ID);
  expect(await ipmitool("-B", "0", "-T", "0x84", "-b", "0", "-t", "0x82", ...GET_DEVICE_ID)).toMatch(DEVICE_ID);
  expect(await ipmitool("-t", "0x82", "sdr", "elist")).toBe("Blade Temp       | 10h | ok  |  7.1 | 33 degrees C");
  expect(await ipmitool("sdr", "elist")).toMatch(/^Blade Temp +\| 10h \| ok +\| +7\.1 \| 33 degrees C$/m);
});

test("ipmitool: a user's privilege is too low for a satellite, and an address may be empty", async () => {
  const viewer = { user: "viewer", password: "view" };
  const args = ["-I", "lanplus", "-R", "1", "-L", "USER", "-t", "0x82", ...GET_DEVICE_ID];
  expect(await clients.ipmitool(args, viewer)).toContain("rsp=0xd4");
  expect(await clients.ipmitool(["-I", "lanplus", "-R", "1", "-t", "0x86", ...GET_DEVICE_ID])).toContain("rsp=0x83");
});

test.each(["LAN", "LAN_2_0"])("FreeIPMI, %s: bmc-info, ipmi-raw and ipmi-sensors reach it", async (driver) => {
  const tool = (program: string, ...args: string[]) =>
    clients.freeipmi(program, ["-D", driver, "-l", "ADMIN", ...args]);
  const target = ["--target-channel-number=0", "--target-slave-address=0x82"];
  expect(await tool("bmc-info", ...target, "--get-device-id")).toMatch(/^Firmware Revision +: 3\.21$/m);
  expect(await tool("ipmi-raw", ...target, "0", "6", "1")).toMatch(/^rcvd: 01 00 11 00 03 21 02 /);
  const sensors = ["--bridge-sensors", "--quiet-cache", "--sdr-cache-recreate", "--no-header-output"];
  expect(await tool("ipmi-sensors", ...sensors)).toMatch(/\| Blade Temp \| Temperature \| 33\.00 +\| C +\|/);
});

test("OpenIPMI and ipmiutil reach it", async () => {
  const host = ["-p", `${clients.port}`, "-U", "admin", "-P", "secret"];
  const open = (...args: string[]) =>
    printed("openipmicmd", ["-k", "0 82 0 6 1", "lan", ...host, ...args, "127.0.0.1"]);
  expect(await open()).toMatch(/^00 07 00 01 00 11 00 03 21 02 /m);
  expect(await open("-A", "rmcp+")).toMatch(/^00 07 00 01 00 11 00 03 21 02 /m);
  const util = ["cmd", "-N", "127.0.0.1", ...host, "-V", "4", "-s", "-m", "008200", "00", "82", "18", "01"];
  expect(await printed("ipmiutil", util)).toMatch(/^respData\[len=15\]: 11 00 03 21 02 /m);
});

test("DCMI: ipmitool and FreeIPMI", async () => {
  const ipmitool = (...args: string[]) => clients.ipmitool(["-I", "lanplus", "dcmi", ...args]);
  expect(await ipmitool("discover")).toContain("Power management available");
  expect(await ipmitool("power", "reading")).toMatch(/Instantaneous power reading: +\d+ Watts/);
  expect(await ipmitool("asset_tag")).toContain("rack7");
  for (const driver of ["LAN", "LAN_2_0"]) {
    const dcmi = (...args: string[]) => clients.freeipmi("ipmi-dcmi", ["-D", driver, "-l", "ADMIN", ...args]);
    expect(await dcmi("--get-dcmi-capability-info")).toContain(
      "DCMI Specification Conformance                     : 1.5",
    );
    expect(await dcmi("--get-asset-tag")).toContain("rack7");
  }
});
