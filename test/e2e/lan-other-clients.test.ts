/** Clients of IPMI over LAN beside ipmitool and FreeIPMI: libraries, fence agents and scanners of Debian, at one daemon. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { temporaryDirectory } from "../support/daemon/control-server.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { chassisFile } from "../support/lan/chassis-file.ts";
import { type LanClient, lanClient, lanClientAt, printed } from "../support/lan/lan-clients.ts";
import { ALL_SUITES } from "../support/lan/lan-machine.ts";
import { ownDoor } from "../support/sol/clients.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const { host } = ownDoor();
/** A machine that wants a K_G. */
const keyed = ownDoor();
/** A machine whose power its clients change. */
const fenced = ownDoor();
const KG = "twenty bytes of key!";
/** Scanners know no other port. */
const RMCP_PORT = 623;
const isRoot = process.getuid?.() === 0;

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-fenced-"));
const chassis = chassisFile(directory);

const config = `
machines:
  - &vm
    name: vm0
    listen: []
    lan: { listen: "udp:${host}:0", cipherSuites: [${ALL_SUITES}] }
    users: { accounts: [{ id: 2, name: admin, password: secret }] }
    frus: [{ id: 0, board: { manufacturer: Acme, productName: Mainboard } }]
    sensors: [{ name: CPU Temp, type: temperature, units: C, reading: 42 }]
    satellites: [{ address: 0x82, name: blade }]
  - name: keyed
    listen: []
    lan: { listen: "udp:${keyed.host}:${keyed.port}", kg: ${KG} }
    users: { accounts: [{ id: 2, name: admin, password: secret }] }
  - { name: fenced, listen: [], lan: { listen: "udp:${fenced.host}:${fenced.port}" }, power: { command: "${chassis.command}" }, users: { accounts: [{ id: 2, name: admin, password: secret }] } }
${isRoot ? `  - { name: scanned, listen: [], lan: { listen: "udp:${host}:${RMCP_PORT}" }, users: { accounts: [{ id: 2, name: admin, password: secret }] } }` : ""}
`;

let daemon: TestDaemon;
let clients: LanClient;
beforeAll(async () => {
  daemon = await startTestDaemon({ config });
  clients = lanClientAt(daemon.address("udp:"));
});
afterAll(async () => {
  await daemon?.stop();
  rmSync(directory, { recursive: true, force: true });
});

describe("pyghmi", () => {
  it("reads power, boot device, sensors, inventory, users and the log, and sets the boot device", async () => {
    const output = await clients.python(`
import json, sys
from pyghmi.ipmi import command
host, port, user, password = sys.argv[1:]
c = command.Command(bmc=host, port=int(port), userid=user, password=password)
set = c.set_bootdev('network', persist=False, uefiboot=True)
print(json.dumps({
  'power': c.get_power(), 'set': set, 'boot': c.get_bootdev(),
  'sensors': {s.name: s.value for s in c.get_sensor_data()},
  'made by': dict(c.get_inventory())['System']['Board manufacturer'],
  'users': [u['name'] for u in c.get_users().values()],
  'log': list(c.get_event_log()), 'health': c.get_health()['health'],
}))`);
    expect(JSON.parse(output)).toEqual({
      power: { powerstate: "on" },
      set: { bootdev: "network" },
      boot: { bootdev: "network", persistent: false, uefimode: true },
      sensors: { "CPU Temp": 42, Watchdog: null },
      "made by": "Acme",
      users: ["admin"],
      log: [],
      health: 0,
    });
  });
});

describe("python-ipmi", () => {
  it.each([
    ["its own IPMI 1.5", "'rmcp'"],
    ["ipmitool, lan", "'ipmitool', interface_type='lan'"],
    ["ipmitool, lanplus", "'ipmitool', interface_type='lanplus'"],
  ])("by %s", async (_title, by) => {
    const output = await clients.python(`
import sys, pyipmi, pyipmi.interfaces
host, port, user, password = sys.argv[1:]
c = pyipmi.create_connection(pyipmi.interfaces.create_interface(${by}))
c.target = pyipmi.Target(0x20)
c.session.set_session_type_rmcp(host, int(port))
c.session.set_auth_type_user(user, password)
c.session.establish()
print(c.get_device_id().ipmi_version, c.get_chassis_status().power_on, len(list(c.sdr_repository_entries())))
c.session.close()`);
    expect(output).toBe("2.0 True 4");
  });
});

describe("OpenIPMI", () => {
  const door = () => ["lan", "-p", `${clients.port}`, "-U", "admin", "-P", "secret"];
  const by = (authentication: string, integrity: string, confidentiality: string) => [
    ...["-A", "rmcp+", "-Ra", authentication, "-Ri", integrity, "-Rc", confidentiality],
  ];

  // Suites 7, 8 and 12: test/rmcp/openipmi-keys.test.ts.
  it.each<[title: string, args: readonly string[]]>([
    ["IPMI 1.5, MD5", ["-A", "md5"]],
    ["IPMI 1.5, straight password", ["-A", "straight"]],
    ["the suite that the BMC picks", ["-A", "rmcp+"]],
    ["cipher suite 1", by("rakp_hmac_sha1", "none", "none")],
    ["cipher suite 2", by("rakp_hmac_sha1", "hmac_sha1", "none")],
    ["cipher suite 3", by("rakp_hmac_sha1", "hmac_sha1", "aes_cbc_128")],
    ["cipher suite 6", by("rakp_hmac_md5", "none", "none")],
    ["cipher suite 11", by("rakp_hmac_md5", "md5", "none")],
  ])("openipmicmd: %s", async (_title, args) => {
    const output = await printed("openipmicmd", ["-k", "0f 00 06 01", ...door(), ...args, host]);
    expect(output).toMatch(/^0f 07 00 01 00 20 /m);
  });

  it("openipmish finds the BMC, its sensors, and the satellite by a broadcast", async () => {
    const open = `domain open d -wait_til_up ${door().join(" ")} ${host}`;
    const output = await printed(
      "openipmish",
      [open, "mc list d", "sensor list", "exit"].flatMap((each) => ["-x", each]),
    );
    expect(output).toContain("CPU Temp");
    expect(output).toContain("d(0.20)");
    expect(output).toContain("d(0.82)");
  });
});

it("a K_G: ipmitool, FreeIPMI, pyghmi and OpenIPMI log in with it, and not without", async () => {
  const { ipmitool, freeipmi, python } = lanClient(keyed.port, keyed.host);
  const status = ["-I", "lanplus", "-C", "17", "-R", "1", "chassis", "power", "status"];
  expect(await ipmitool(["-k", KG, ...status])).toBe("Chassis Power is on");
  expect(await ipmitool(status)).toContain("Unable to establish IPMI v2");
  const stat = ["-D", "LAN_2_0", "-I", "17", "--stat"];
  expect(await freeipmi("ipmipower", ["-k", KG, ...stat])).toBe(`${keyed.host}: on`);
  expect(await freeipmi("ipmipower", stat)).toContain("k_g invalid");
  const command = `
import sys
from pyghmi.ipmi import command
host, port, user, password = sys.argv[1:]
print(command.Command(bmc=host, port=int(port), userid=user, password=password, kg=${JSON.stringify(KG)}.encode()).get_power())`;
  expect(await python(command)).toBe("{'powerstate': 'on'}");
  const door = ["lan", "-p", `${keyed.port}`, "-U", "admin", "-P", "secret", "-A", "rmcp+", "-Rk", KG, keyed.host];
  expect(await printed("openipmicmd", ["-k", "0f 00 06 01", ...door])).toMatch(/^0f 07 00 01 00 20 /m);
});

describe("fence agents", () => {
  it.each<[program: string, args: readonly string[]]>([
    ["fence_ipmilan", []],
    ["fence_ipmilan", ["--lanplus"]],
    ["fence_ipmilan", ["--lanplus", "--cipher=17"]],
    ["fence_ipmilanplus", []],
  ])("%s %j", async (program, args) => {
    const door = [`--ip=${host}`, `--ipport=${clients.port}`, "--username=admin", "--password=secret"];
    expect(await printed(program, [...door, ...args, "--action=status"])).toBe("Status: ON");
  });

  it("fence_ipmilan switches a machine off and on", async () => {
    const door = [`--ip=${fenced.host}`, `--ipport=${fenced.port}`, "--username=admin", "--password=secret"];
    const fence = (action: string) => printed("fence_ipmilan", [...door, "--lanplus", `--action=${action}`]);
    expect(await fence("off")).toBe("Success: Powered OFF");
    expect(await fence("status")).toContain("Status: OFF");
    expect(await fence("on")).toBe("Success: Powered ON");
    await vi.waitFor(() => expect(chassis.calls()).toEqual(["power 0", "power 1"]), PATIENCE);
  });
});

/** Only root can listen on port 623. */
describe.runIf(isRoot)(`at port ${RMCP_PORT}`, () => {
  it.each<[title: string, args: readonly string[]]>([
    ["IPMI 1.5, MD5", []],
    ["IPMI 1.5, straight password", ["-T", "4"]],
    ["RMCP+", ["-F", "lan2"]],
  ])("ipmiutil: %s", async (_title, args) => {
    const door = ["-N", host, "-U", "admin", "-P", "secret", "-V", "4", ...args];
    expect(await printed("ipmiutil", ["health", ...door])).toContain("Selftest status   = 0055     (OK)");
  });

  it("rmcpping, ipmiping and ipmiutil discover get an answer", async () => {
    expect(await printed("rmcpping", ["-c", "1", host])).toContain("0.0% packet loss");
    expect(await printed("ipmiping", ["-c", "1", host])).toContain("0.0% packet loss");
    expect(await printed("ipmiutil", ["discover", "-b", host])).toContain("1 pings sent, 1 responses");
  });

  it("nmap finds IPMI 2.0 without cipher suite 0, and the password if it is in its list", async () => {
    const lists = temporaryDirectory();
    const names = join(lists, "names");
    const passwords = join(lists, "passwords");
    writeFileSync(names, "admin\n");
    writeFileSync(passwords, "wrong\nsecret\n");
    const scripts = "ipmi-version,ipmi-cipher-zero,ipmi-brute";
    const files = `userdb=${names},passdb=${passwords}`;
    const target = ["-sU", "-Pn", "-p", `${RMCP_PORT}`, host];
    const output = await printed("nmap", [...target, "--script", scripts, "--script-args", files]);
    expect(output).toContain("IPMI-2.0");
    expect(output).toContain("PassAuth: auth_msg, auth_user, non_null_user");
    expect(output).toContain("admin:secret - Valid credentials");
    expect(output).not.toContain("VULNERABLE");
  });
});
