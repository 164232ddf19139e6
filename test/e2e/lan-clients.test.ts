/** IPMI over LAN as its clients see it: ipmitool, FreeIPMI without workarounds, and ipmitool on a network that loses answers. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { type LanClient, lanClient, lanClientAt } from "../support/lan/lan-clients.ts";
import { ALL_SUITES } from "../support/lan/lan-machine.ts";

const IPMITOOL_SUITES = ALL_SUITES.filter((suite) => suite !== 11 && suite !== 12);

const USERS = `users: { accounts: [{ id: 2, name: admin, password: secret },
  { id: 3, name: viewer, password: view, privilegeLimit: user }] }`;

const CONFIG = `{ listen: [], frus: [{ id: 0, board: { manufacturer: Acme } }],
  sensors: [{ name: CPU Temp, type: temperature, units: C, reading: 42 }],
  pef: { filters: [{ sensorType: temperature, eventType: threshold, events: [upperCriticalGoingHigh], actions: [alert, reset],
    policy: 2, severity: critical, sensorNumber: 7, data2: { and: 0x0f, compare1: 0xf0, compare2: 3 } }] },
  lan: { listen: "udp:127.0.0.1:0", cipherSuites: [${ALL_SUITES}] }, ${USERS} }`;

/** The filter as FreeIPMI reads it. */
const FILTER = new RegExp(
  [
    ...[
      "Section Event_Filter_1",
      "Enable_Filter +Yes",
      "Event_Filter_Action_Alert +Yes",
      "Event_Filter_Action_Reset +Yes",
    ],
    ...["Alert_Policy_Number +2", "Event_Severity +Critical", "Sensor_Type +Temperature", "Sensor_Number +0x07"],
    ...["Event_Trigger +0x01", "Event_Data1_Offset_Mask +0x0?200", "Event_Data2_AND_Mask +0x0[Ff]"],
    ...["Event_Data2_Compare1 +0x[Ff]0", "Event_Data2_Compare2 +0x03", "Event_Data3_AND_Mask +0x00"],
  ].join("[\\s\\S]*\\b"),
);

let daemon: TestDaemon;
let clients: LanClient;
beforeAll(async () => {
  daemon = await startTestDaemon({ config: CONFIG });
  clients = lanClientAt(daemon.address("udp:"));
});
afterAll(async () => void (await daemon?.stop()));

describe("ipmitool", () => {
  it.each(IPMITOOL_SUITES)("lanplus, cipher suite %i", async (suite) => {
    expect(await clients.ipmitool(["-I", "lanplus", "-C", `${suite}`, "chassis", "power", "status"])).toBe(
      "Chassis Power is on",
    );
  });
  it("lanplus without a suite asks for the list and waits for nothing", async () => {
    // One attempt: a client that waited for an answer would fail.
    const args = ["-I", "lanplus", "-R", "1", "mc", "info"];
    expect(await clients.ipmitool(args)).toContain("IPMI Version              : 2.0");
  });
  it.each(["MD5", "PASSWORD"])("lan, authentication %s", async (type) => {
    expect(await clients.ipmitool(["-I", "lan", "-A", type, "chassis", "power", "status"])).toBe("Chassis Power is on");
  });
  it("lists sessions, users and LAN parameters, and reads a user that it made", async () => {
    const admin = (...args: string[]) => clients.ipmitool(["-I", "lanplus", "-C", "17", ...args]);
    expect(await admin("session", "info", "active")).toContain("console ip                    : 127.0.0.1");
    expect(await admin("lan", "print", "1")).toContain("RMCP+ Cipher Suites");
    await admin("user", "set", "name", "4", "agent");
    await admin("user", "set", "password", "4", "made");
    await admin("channel", "setaccess", "1", "4", "ipmi=on", "privilege=4");
    await admin("user", "enable", "4");
    const agent = { user: "agent", password: "made" };
    expect(await clients.ipmitool(["-I", "lanplus", "mc", "guid"], agent)).toContain("System GUID");
  });
  it.each([
    ["a wrong password", { password: "wrong" }, [], "RAKP 2 HMAC is invalid"],
    ["an unknown user, as with a wrong password", { user: "nobody" }, [], "RAKP 2 HMAC is invalid"],
    [
      "a privilege above the user's",
      { user: "viewer", password: "view" },
      ["-L", "ADMINISTRATOR"],
      "unauthorized role",
    ],
  ])("is refused with %s", async (_title, as, args, says) => {
    expect(await clients.ipmitool(["-v", "-I", "lanplus", "-C", "3", "-R", "1", ...args, "mc", "info"], as)).toContain(
      says,
    );
  });
  it("runs a request once whose answer was lost", async () => {
    const relay = await losing(clients.port);
    const add = "0x0a 0x44 0 0 2 0 0 0 0 0x20 0 4 1 0x30 1 0x59 0x5f 0x5a".split(" ");
    const { ipmitool } = lanClient(relay.port);
    expect(await ipmitool(["-I", "lanplus", "-C", "3", "raw", ...add])).toBe("01 00");
    expect(relay.lost()).toBe(1);
    expect(await ipmitool(["-I", "lanplus", "-C", "3", "sel", "info"])).toMatch(/Entries +: 1\b/);
  });
});

/** A relay that loses the first answer to a long request in a session. */
async function losing(port: number) {
  const outside = createSocket("udp4");
  const inside = createSocket("udp4");
  onTestFinished(() => void [outside, inside].map((socket) => socket.close()));
  let back = 0;
  let lost = 0;
  let isDue = false;
  outside.on("message", (datagram, from) => {
    back = from.port;
    isDue = lost === 0 && datagram[5] === 0xc0 && datagram.length > 75;
    inside.send(datagram, port, "127.0.0.1");
  });
  inside.on("message", (datagram) => {
    if (isDue) lost++;
    else outside.send(datagram, back, "127.0.0.1");
    isDue = false;
  });
  outside.bind(0, "127.0.0.1");
  await once(outside, "listening");
  return { port: outside.address().port, lost: () => lost };
}

describe("FreeIPMI without workarounds", () => {
  it.each(ALL_SUITES)("ipmipower, cipher suite %i", async (suite) => {
    expect(await clients.freeipmi("ipmipower", ["-D", "LAN_2_0", "-I", `${suite}`, "--stat"])).toBe("127.0.0.1: on");
  });
  it("ipmipower by IPMI 1.5", async () => {
    expect(await clients.freeipmi("ipmipower", ["-D", "LAN", "--stat"])).toBe("127.0.0.1: on");
  });
  describe.each(["LAN", "LAN_2_0"])("driver %s", (driver) => {
    it.each<[program: string, args: readonly string[], prints: string | RegExp]>([
      ["bmc-info", [], "IPMI Version          : 2.0"],
      ["bmc-device", ["--get-sel-time"], /^SEL Time : /],
      ["ipmi-chassis", ["--get-chassis-status"], "System Power                        : on"],
      ["ipmi-chassis-config", ["--checkout"], "Section Chassis_Boot_Flags"],
      ["ipmi-dcmi", ["--get-dcmi-capability-info"], "DCMI Specification Conformance                     : 1.5"],
      ["ipmi-dcmi", ["--get-system-power-statistics"], "Power Measurement                    : Active"],
      ["ipmi-fru", [], "FRU Board Manufacturer: Acme"],
      ["ipmi-pef-config", ["--checkout", "--section=Event_Filter_1"], FILTER],
      ["ipmi-raw", ["0", "6", "1"], "rcvd: 01 00 20"],
      ["ipmi-sel", ["--info"], "Number of log entries"],
      ["ipmi-sensors", ["--sdr-cache-recreate", "--quiet-cache"], /CPU Temp .* 42\.00 /],
    ])("%s %j", async (program, args, prints) => {
      const output = await clients.freeipmi(program, ["-D", driver, "-l", "ADMIN", ...args]);
      expect(output).not.toMatch(/^failed: /);
      expect(output).toMatch(prints);
    });
    it("bmc-config checks out users; it ends with 1, as there is no serial channel", async () => {
      const output = await clients.freeipmi("bmc-config", ["-D", driver, "-l", "ADMIN", "--checkout"]);
      expect(output).toMatch(/^\tUsername +admin$/m);
    });
  });
  it.each([
    ["a wrong password", { password: "wrong" }, "password invalid"],
    ["an unknown user, as with a wrong password", { user: "nobody" }, "password invalid"],
    ["a privilege above the user's", { user: "viewer", password: "view" }, "privilege level cannot be obtained"],
  ])("is refused with %s", async (_title, as, says) => {
    expect(await clients.freeipmi("ipmipower", ["-D", "LAN_2_0", "-I", "17", "-l", "ADMIN", "--stat"], as)).toContain(
      says,
    );
  });
});
