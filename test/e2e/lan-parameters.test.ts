/** LAN parameters over the network: ipmitool's lan6, and all LAN sections of FreeIPMI's bmc-config. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { type LanClient, lanClientAt } from "../support/lan/lan-clients.ts";

const CONFIG = `{ listen: [], users: { accounts: [{ id: 2, name: admin, password: secret }] },
  lan: { listen: "udp:127.0.0.1:0", vlan: { enabled: true, id: 7 }, ipv6: { addresses: ["2001:db8::7/64"] } } }`;

let daemon: TestDaemon;
let clients: LanClient;
beforeAll(async () => {
  daemon = await startTestDaemon({ config: CONFIG });
  clients = lanClientAt(daemon.address("udp:"));
});
afterAll(async () => void (await daemon?.stop()));

it("ipmitool prints and sets IPv6 parameters", async () => {
  const lan6 = (...args: string[]) => clients.ipmitool(["-I", "lanplus", "-C", "17", "lan6", ...args]);
  expect(await lan6("print", "1")).toMatch(/^IPv6 ND\/SLAAC Timing Configuration Support: not supported$/m);
  await lan6("set", "1", "enables", "both");
  await lan6("set", "1", "static_addr", "1", "enable", "2001:db8::9", "64");
  await lan6("set", "1", "static_rtr", "2", "2001:db8::1", "02:00:5e:10:00:01", "2001:db8::", "32");
  const saved = await lan6("save", "1");
  expect(saved).toContain("static_addr 0 enable 2001:db8::7 64 active");
  expect(saved).toContain("static_addr 1 enable 2001:db8::9 64 active");
  expect(saved).toContain("static_rtr 2 2001:db8::1 02:00:5e:10:00:01 2001:db8:: 32");
  expect(await lan6("print", "1", "dynamic_addr", "0")).toMatch(/Address: +fe80::[\da-f:]+\/64\n +Status: +active/);
});

it("bmc-config checks out the LAN sections, commits them, and finds no difference", async () => {
  const directory = mkdtempSync(join(tmpdir(), "lan-sections-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, "sections");
  const sections = ["Lan_Channel", "Lan_Conf", "Lan_Conf_Misc", "Lan_Conf_Auth", "Lan_Conf_User_Security", "Lan6_Conf"];
  const bmcConfig = (...args: string[]) =>
    clients.freeipmi("bmc-config", ["-D", "LAN_2_0", "-l", "ADMIN", "-v", "-v", ...args]);
  const checkout = await bmcConfig("--checkout", ...sections.flatMap((section) => ["-S", section]));
  expect(checkout).not.toContain("Unable");
  expect(checkout).toMatch(/^\s+IPv6_Static_Address_0 +2001:db8::7$/m);
  writeFileSync(file, checkout.replace(/^(\s+IPv6_Static_Address_0 +).*/m, "$12001:db8::8"));
  expect(await bmcConfig("-n", file, "--commit")).toBe("");
  expect(await bmcConfig("-n", file, "--diff")).toBe("");
  expect(await clients.ipmitool(["-I", "lanplus", "lan", "print", "1"])).toMatch(/^802\.1q VLAN ID +: 7$/m);
});
