/** Faults of the LAN door as ipmitool and FreeIPMI meet them. */
import { execFile } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ArgumentsOf } from "../../src/control/calls.ts";
import { connect } from "../../src/control/client.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { ownDoor, RunningClient } from "../support/sol/clients.ts";

/** ipmiconsole refuses high ports. */
const door = ownDoor();

const CONFIG = `
  name: vm0
  listen: ["tcp:127.0.0.1:0"]
  serial: "tcp:127.0.0.1:0"
  lan: { listen: "udp:${door.host}:${door.port}", cipherSuites: [0, 3, 17] }
  users: { accounts: [{ id: 2, name: admin, password: secret }] }`;

let daemon: TestDaemon;
beforeAll(async () => {
  daemon = await startTestDaemon({ config: CONFIG });
});
afterAll(async () => {
  await daemon.stop();
});

type Fault = ArgumentsOf<"fault.addLan">["fault"];
type Client = "ipmitool" | "ipmipower" | "ipmipower 1.5";

/** Command lines. `patienceMs`: when FreeIPMI gives up. */
function commandLine(client: Client, patienceMs: number): readonly [string, ...string[]] {
  const { host, port } = door;
  const freeipmi = ["-h", `${host}:${port}`, "-u", "admin", "-p", "secret", "--stat"];
  const patience = ["--session-timeout", `${patienceMs}`, "--retransmission-timeout", "700"];
  switch (client) {
    case "ipmitool":
      return [
        ...(["ipmitool", "-I", "lanplus", "-H", host, "-p", `${port}`, "-U", "admin", "-P", "secret"] as const),
        ...["-C", "3", "-R", "1", "-N", "2", "chassis", "power", "status"],
      ];
    case "ipmipower":
      return ["ipmipower", "-D", "LAN_2_0", "-I", "3", ...freeipmi, ...patience];
    case "ipmipower 1.5":
      return ["ipmipower", "-D", "LAN", ...freeipmi, ...patience];
  }
}

/** Runs a client while a fault is in force. Returns what it prints. */
async function meeting(fault: Fault, client: Client, patienceMs: number, more: readonly string[] = []) {
  const [program, ...args] = commandLine(client, patienceMs);
  await using control = await connect(daemon.control);
  await control.call("fault.addLan", { fault: { name: "met", ...fault } });
  const printed = await new Promise<string>((resolve) => {
    execFile(program, [...args, ...more], (_error, stdout, stderr) => resolve(`${stdout}${stderr}`));
  });
  const { faults } = await control.call("fault.list");
  expect(faults).toMatchObject([{ name: "met", applied: expect.any(Number) }]);
  expect(faults[0]?.applied).toBeGreaterThan(0);
  await control.call("fault.clear");
  return printed;
}

const ON = /: on$|Power is on/m;
/** Capabilities without the bit of IPMI 2.0. */
const AUTHCAP = { when: { command: "Get Channel Authentication Capabilities" }, answer: "00 01 16 06 00 00 00 00 00" };

/** Capabilities that want a K_G. */
const WANTS_KG = { when: { command: "Get Channel Authentication Capabilities" }, answer: "00 01 94 24 03 00 00 00 00" };
const LONGER_RAKP2: Fault = { when: { message: "rakp2" }, code: "longer" };
const LONGER_RAKP4: Fault = { when: { message: "rakp4" }, code: "longer" };
const OPENSESSPRIV: Fault = { hashedPrivilege: "openSession" };
const SUITE_0 = ["-I", "0"];

it.each<[string, Fault, Client, RegExp, string[]?]>([
  ["no session slot is free", { when: { message: "openSession" }, status: 1 }, "ipmipower", /BMC busy/],
  ["no session slot is free", { when: { message: "openSession" }, status: 1 }, "ipmitool", /insufficient resources/],
  ["no slot is free in IPMI 1.5", { when: { command: "Activate Session" }, answer: "81" }, "ipmipower 1.5", /BMC busy/],
  ["the name is unknown", { when: { message: "rakp2" }, status: 13 }, "ipmipower", /username invalid/],
  ["the set-up stops after RAKP 1", { when: { message: "rakp2" }, time: "never" }, "ipmipower", /timeout/],
  ["the set-up stops after RAKP 3", { when: { message: "rakp4" }, time: "never" }, "ipmipower", /timeout/],
  ["RAKP 2 has a wrong code", { when: { message: "rakp2" }, code: "wrong" }, "ipmipower", /password invalid/],
  ["RAKP 4 has a wrong code", { when: { message: "rakp4" }, code: "wrong" }, "ipmipower", /k_g invalid/],
  ["no privilege is told", { maxPrivilege: "zero" }, "ipmipower", /privilege level cannot be obtained/],
  ["codes have the first privilege", OPENSESSPRIV, "ipmipower", /password invalid/],
  ["IPMI 2.0 is not told", AUTHCAP, "ipmipower", /ipmi 2.0 unavailable/],
  ["rqSeq is another", { requestSequence: { offset: 1 } }, "ipmipower", /timeout/],
  ["session sequence numbers jump", { sequence: { offset: 100 } }, "ipmipower", /timeout/],
  ["session sequence numbers are turned round", { sequence: "bigEndian" }, "ipmipower", /timeout/],
  ["a command is not answered", { when: { command: "06 3b" }, time: "never" }, "ipmipower", /timeout/],
  ["codes of IPMI 1.5 are wrong", { code: "wrong" }, "ipmipower 1.5", /timeout/],
  ["messages have wrong checksums", { checksum: "wrong" }, "ipmipower", /timeout/],
  ["a K_G is wanted, and there is none", WANTS_KG, "ipmipower", /k_g invalid/],
  ["the code of RAKP 2 is too long", LONGER_RAKP2, "ipmipower", /password invalid/],
  ["RAKP 4 has a value without an algorithm", LONGER_RAKP4, "ipmipower", /k_g invalid/, SUITE_0],
  ["answers come from another port", { from: "otherPort" }, "ipmitool", /Unable to establish/],
  ["datagrams come twice", { shape: "duplicate" }, "ipmitool", /Received an Unexpected/],
])("%s: %j (%s)", async (_title, fault, client, printed, more) => {
  expect(await meeting(fault, client, 2500, more)).toMatch(printed);
});

it.each<[string, Fault, Client, readonly string[]]>([
  ["a delay", { when: { message: "rakp2" }, time: { delayMs: 300 } }, "ipmitool", []],
  ["a lost request", { way: "request", when: { message: "ipmi", nth: 2 }, time: "never" }, "ipmipower", []],
  ["a lost answer", { when: { message: "ipmi", nth: 2 }, time: "never" }, "ipmipower", []],
  ["a lost RAKP 2", { when: { message: "rakp2", times: 1 }, time: "never" }, "ipmipower", []],
  ["a lost RAKP 4", { when: { message: "rakp4", times: 1 }, time: "never" }, "ipmipower", []],
  ["a damaged answer", { when: { message: "ipmi", nth: 2 }, shape: "damaged" }, "ipmipower", []],
  ["a truncated answer", { when: { message: "ipmi", nth: 2 }, shape: { truncated: 30 } }, "ipmipower", []],
  ["an answer after the next", { when: { message: "ipmi", nth: 2 }, order: "afterNext" }, "ipmipower", []],
  ["empty session IDs, with -W idzero", { sessionId: "zero" }, "ipmipower 1.5", ["-W", "idzero"]],
  ["wrong codes, with -W noauthcodecheck", { code: "wrong" }, "ipmipower 1.5", ["-W", "noauthcodecheck"]],
  ["wrong checksums, with -W nochecksumcheck", { checksum: "wrong" }, "ipmipower", ["-W", "nochecksumcheck"]],
  ["another privilege in codes, with -W opensesspriv", OPENSESSPRIV, "ipmipower", ["-W", "opensesspriv"]],
  ["both, with -W sun20", { ...LONGER_RAKP2, ...OPENSESSPRIV }, "ipmipower", ["-W", "sun20"]],
  ["a K_G that is wanted, with -W authcap", WANTS_KG, "ipmipower", ["-W", "authcap"]],
  ["a long code in RAKP 2, with -W supermicro20", LONGER_RAKP2, "ipmipower", ["-W", "supermicro20"]],
  [
    "a value in RAKP 4, with -W integritycheckvalue",
    LONGER_RAKP4,
    "ipmipower",
    [...SUITE_0, "-W", "integritycheckvalue"],
  ],
])("a client gets over %s: %j (%s)", async (_title, fault, client, more) => {
  expect(await meeting(fault, client, 15_000, more)).toMatch(ON);
});

/** An answer to Activate Payload whose sizes have their bytes swapped. */
const SWAPPED_SIZES = { when: { command: "Activate Payload" }, claims: "00 00 00 00 00 00 20 00 04 56 18 ff ff" };

it.each([
  ["solpayloadsize", SWAPPED_SIZES, "BMC Implementation"],
  ["solstatus", { when: { command: "Get Payload Activation Status" }, answer: "c1" }, "BMC Error"],
  ["solchannelsupport", { when: { command: "Get Channel Payload Support" }, answer: "c1" }, "BMC Error"],
])("ipmiconsole ends, and with -W %s it does not: %j", async (workaround, fault, printed) => {
  const ipmiconsole = (host: string, port: number, more = "") =>
    `ipmiconsole -h ${host}:${port} -u admin -p secret -I 3 ${more}`;
  await using control = await connect(daemon.control);
  await control.call("fault.addLan", { fault: { name: "met", ...fault } });
  await RunningClient.start({ name: "ipmiconsole", command: ipmiconsole, active: printed, end: undefined }, door);
  const command = (host: string, port: number) => ipmiconsole(host, port, `-W ${workaround}`);
  const working = await RunningClient.start(
    { name: workaround, command, active: "[SOL established]", end: "&." },
    door,
  );
  await working.end();
  await control.call("fault.clear");
});
