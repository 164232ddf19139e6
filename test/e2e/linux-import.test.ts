/**
 * A machine, its dumps by ipmitool in a Linux guest, a configuration made of those by `extern-bmc import`, and a second
 * machine of it: ipmitool in a guest prints the same of both.
 */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../support/daemon/cli.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { bootGuestWithBmc } from "../support/guest/guest-with-bmc.ts";
import { Tools } from "../support/guest/tools.ts";
import { machine } from "../support/machine/machine.ts";

/** Something of everything that a dump has, and nothing that moves. */
const ORIGINAL = `
name: original
device:
  id: 0x2a
  revision: 3
  firmware: { major: 2, minor: 7 }
  manufacturerId: 343
  productId: 0x1234
  auxiliaryFirmware: "01 02 03 a4"
users:
  maximum: 6
  accounts:
    - { id: 1, privilegeLimit: user }
    - { id: 2, name: admin, password: secret }
    - { id: 3, name: some one, privilegeLimit: operator, linkAuthentication: true }
    - { id: 5, name: a name of 16 cha, privilegeLimit: callback, restrictedToCallback: true, ipmiMessaging: false }
lan:
  addressSource: dhcp
  address: 192.0.2.7
  subnetMask: 255.255.255.0
  macAddress: 02:00:5e:10:00:01
  defaultGateway: { address: 192.0.2.1, macAddress: 02:00:5e:10:00:02 }
  community: private
  authenticationTypes: [none, md5]
  cipherSuites: [3, 17]
sel:
  records:
    - "01 00 02 00 00 00 60 20 00 04 01 10 01 57 5b 5a"
    - "07 00 02 10 00 00 60 20 00 04 08 13 6f 01 ff ff"
    - "04 00 c0 20 00 00 60 57 01 00 01 02 03 04 05 06"
frus:
  - id: 0
    size: 512
    chassis: { type: main server chassis, partNumber: CH-1, serialNumber: C-0001 }
    board:
      manufactured: 2024-05-06T07:08Z
      manufacturer: Acme
      productName: { text: "BOARD 7", encoding: 6bit }
      serialNumber: B-0001
      custom: [BIOS chip]
    product: { manufacturer: Acme, productName: Server, serialNumber: S-0001, assetTag: rack-7 }
  - { id: 1, size: 64, name: Riser, entity: add in card 1, data: "de ad be ef" }
sensors:
  - { number: 0x10, name: CPU Temp, type: temperature, entity: processor 1, units: C, range: [-40, 87.5], reading: 42.5,
      thresholds: { lowerCritical: 0, upperNonCritical: 80, upperCritical: 85 }, hysteresis: { positive: 2, negative: 1 } }
  - { number: 0x11, name: 12V, type: voltage, units: V, range: [0, 15], nominal: 12, reading: 11.94,
      thresholds: { lowerCritical: 10.8, upperCritical: 13.2 }, settableThresholds: [] }
  - { number: 0x12, name: Fan 1, type: fan, entity: fan 1, units: rpm, range: [0, 25500], reading: 6600,
      thresholds: { lowerNonCritical: 1500, lowerCritical: 1000 } }
  - { number: 0x13, name: PSU 1, type: power supply, entity: power supply 1, asserted: [presence detected],
      states: [presence detected, failure detected, input lost] }
  - { number: 0x14, name: Power, type: other units, units: W, range: [0, 1000], reading: 240 }
  - { number: 0x15, name: Noise, type: other units, units: dBA, linearization: log10, m: 100, reading: raw 0x40 }
  - { number: 0x16, name: Gone, type: temperature, units: C, thresholds: { upperCritical: 90 }, available: false }
  - { number: 0x17, name: Redundancy, type: power unit, readingType: redundancy, asserted: [fully redundant] }
  - { number: 0x18, name: Utilization, type: processor, units: percent, range: [0, 100], reading: 33, rearm: manual }
`;

/** Commands whose output must not differ. */
const PRINTED = [
  "ipmitool mc info",
  "ipmitool sdr elist all",
  "ipmitool sensor",
  "ipmitool fru print",
  "ipmitool sel elist",
  "ipmitool sel list -v",
  "ipmitool lan print",
  "ipmitool user list",
];

/** Options of import, and what makes their files in the guest. */
const DUMPS = [
  ["--sdr", "sdr", "ipmitool sdr dump /tmp/sdr"],
  ["--sensors", "sensors", "ipmitool sensor > /tmp/sensors"],
  ["--fru", "fru0", "ipmitool fru read 0 /tmp/fru0"],
  ["--fru", "fru1", "ipmitool fru read 1 /tmp/fru1"],
  ["--sel", "sel", "ipmitool sel writeraw /tmp/sel"],
  ["--mc-info", "mc-info", "ipmitool mc info > /tmp/mc-info"],
  ["--lan", "lan", "ipmitool lan print > /tmp/lan"],
  ["--users", "users", "ipmitool user list > /tmp/users"],
] as const;

/** The owner of a sensor in its record. */
const OWNER_AT = 5;

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "import-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Does it to a guest at a daemon of its own. */
async function inGuest<T>(config: string, work: (tools: Tools, daemon: TestDaemon) => Promise<T>): Promise<T> {
  await using daemon = await startTestDaemon({ config, args: ["--listen", "tcp:127.0.0.1:0", "--log-level", "debug"] });
  await using tools = new Tools();
  tools.use(await bootGuestWithBmc(daemon, { device: "isa-ipmi-kcs" }));
  return await work(tools, daemon);
}

async function printed(tools: Tools): Promise<Record<string, string>> {
  const outputs: Record<string, string> = {};
  // A FRU device without an inventory makes ipmitool fru print end with 1.
  for (const command of PRINTED) outputs[command] = (await tools.guest.run(command)).stdout;
  return outputs;
}

test("nothing that ipmitool prints differs", async () => {
  const before = await inGuest(ORIGINAL, async (tools) => {
    for (const [, name, command] of DUMPS) {
      await tools.run(command);
      await writeFile(join(directory, name), Buffer.from(await tools.run(`base64 /tmp/${name}`), "base64"));
    }
    return printed(tools);
  });
  expect(before["ipmitool sensor"]).toContain("42.500");
  expect(before["ipmitool sel elist"]?.split("\n")).toHaveLength(4);

  const file = join(directory, "imported.yaml");
  const options = DUMPS.flatMap(([option, name]) => {
    const path = join(directory, name);
    return [option, option === "--fru" ? `${name.slice(-1)}=${path}` : path];
  });
  const { code, stderr } = await runCli(["import", "--name", "original", ...options, "-o", file]);
  const noInventory = `${directory}/fru1: kept unchanged: no inventory: expected a common header of format version 1, got deh`;
  expect({ code, stderr }).toEqual({ code: 0, stderr: `${noInventory}\n${file}: ok, 1 note\n` });

  const after = await inGuest(await readFile(file, "utf8"), printed);
  expect(after).toEqual(before);
});

/** One sensor of the BMC, and the same one of software and of a controller that is not there. */
function recordsOfOthers(): Uint8Array {
  const sensors = [{ number: 0x30, name: "Inlet", type: "temperature", units: "C", m: 1 }];
  const records = machine({ sensors }).bmc.sdrs.list.records();
  const owned = (owner: number) => Uint8Array.from(records.at(-1) ?? []).fill(owner, OWNER_AT, OWNER_AT + 1);
  return Buffer.concat([...records, owned(0xb1), owned(0x2c)]);
}

test("Linux asks sensors of software and of absent controllers once, and not again every second", async () => {
  const [dump, file] = ["others.sdr", "others.yaml"].map((name) => join(directory, name));
  await writeFile(dump ?? "", recordsOfOthers());
  const { code, stderr } = await runCli(["import", "--sdr", dump ?? "", "-o", file ?? ""]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringContaining("are answered D3h at once (ipmb.absent)"),
  });
  const config = (await readFile(file ?? "", "utf8")).replaceAll("file: others.sdr", `file: ${dump}`);
  const { rows, forwarded } = await inGuest(config, async (tools, daemon) => {
    const rows = await tools.rows("ipmitool sdr elist");
    const requests = daemon.stderr().matchAll(/"request":"(\w*)".*"command":"Send Message"/g);
    return { rows, forwarded: [...requests].map(([, request]) => request) };
  });
  expect(rows.filter(([name]) => name === "Inlet")).toHaveLength(3);
  expect(forwarded.length).toBeGreaterThanOrEqual(2);
  expect(new Set(forwarded).size, forwarded.join("\n")).toBe(forwarded.length);
});
