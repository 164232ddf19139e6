/** Faults of the LAN door as ipmitool and FreeIPMI meet them. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import type { ArgumentsOf } from "../../src/control/calls.ts";
import { connect } from "../../src/control/client.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { guestEnd } from "../support/serial/guest-end.ts";
import { ownDoor, RunningClient, type SolDoor } from "../support/sol/clients.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** ipmiconsole refuses high ports. */
const door = ownDoor();
const otherDoor = ownDoor();
/** ipmiconsole looks for SOL at another port only if it began at this one, at which only root can listen. */
const rmcp = { ...ownDoor(), port: 623 };
const isRoot = process.getuid?.() === 0;
const LONG_PASSWORD = "twenty bytes, really";

const directory = mkdtempSync(join(tmpdir(), "lan-faults-"));
const serialOf = (name: string) => join(directory, `${name}.sock`);
const machine = (name: string, { host, port }: SolDoor) => `
  - name: ${name}
    listen: ["tcp:127.0.0.1:0"]
    serial: unix:${serialOf(name)}
    lan: { listen: "udp:${host}:${port}", cipherSuites: [0, 1, 3, 8, 17] }
    users:
      accounts:
        - { id: 2, name: admin, password: secret }
        - { id: 3, name: long, password: "${LONG_PASSWORD}" }`;
const CONFIG = `machines:${machine("vm0", door)}${machine("vm1", otherDoor)}${isRoot ? machine("vm2", rmcp) : ""}`;

let daemon: TestDaemon;
beforeAll(async () => {
  daemon = await startTestDaemon({ config: CONFIG });
});
afterAll(async () => {
  await daemon.stop();
  rmSync(directory, { recursive: true });
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
  await control.call("fault.addLan", { machine: "vm0", fault: { name: "met", ...fault } });
  const printed = await new Promise<string>((resolve) => {
    execFile(program, [...args, ...more], (_error, stdout, stderr) => resolve(`${stdout}${stderr}`));
  });
  const { faults } = await control.call("fault.list", { machine: "vm0" });
  expect(faults).toMatchObject([{ name: "met", applied: expect.any(Number) }]);
  expect(faults[0]?.applied).toBeGreaterThan(0);
  await control.call("fault.clear", { machine: "vm0" });
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
const INTEL: Fault = { rakp: "intel" };
const BIG_ENDIAN: Fault = { sequence: "bigEndian" };
const SUITE_0 = ["-I", "0"];
const SUITE_1 = ["-I", "1"];
const LONG_MD5 = ["-I", "8", "-u", "long", "-p", LONG_PASSWORD];

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
  ["session sequence numbers are turned round", BIG_ENDIAN, "ipmipower", /timeout/],
  ["the same in IPMI 1.5", BIG_ENDIAN, "ipmipower 1.5", /timeout/],
  ["codes are Intel's", INTEL, "ipmipower", /BMC error/],
  ["Intel's password is short", INTEL, "ipmipower", /password invalid/, LONG_MD5],
  ["codes are Intel's", INTEL, "ipmitool", /Unable to establish/],
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
  ["sequence numbers turned round, with -W endianseq", BIG_ENDIAN, "ipmipower 1.5", ["-W", "endianseq"]],
  ["Intel's codes, with -W intel20", INTEL, "ipmipower", ["-W", "intel20"]],
  ["Intel's RAKP 4 without integrity, with -W intel20", INTEL, "ipmipower", [...SUITE_1, "-W", "intel20"]],
  ["Intel's short password, with -W intel20", INTEL, "ipmipower", [...LONG_MD5, "-W", "intel20"]],
  ["Intel's codes, with -o intelplus", INTEL, "ipmitool", ["-o", "intelplus"]],
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

/** Set Channel Access, volatile: per-message authentication off, and on. */
const PER_MESSAGE = { off: ["raw", "6", "0x40", "1", "0x92", "0"], on: ["raw", "6", "0x40", "1", "0x82", "0"] };

it("IPMI 1.5 without per-message authentication needs -W unexpectedauth or forcepermsg", async () => {
  const set = (access: readonly string[]) =>
    promisify(execFile)("ipmitool", [...commandLine("ipmitool", 0).slice(1, -3), ...access]);
  await set(PER_MESSAGE.off);
  const answered: Fault = { perMessage: "answered" };
  const required: Fault = { perMessage: "required" };
  expect(await meeting(answered, "ipmipower 1.5", 1500)).toMatch(/timeout/);
  expect(await meeting(answered, "ipmipower 1.5", 15_000, ["-W", "unexpectedauth"])).toMatch(ON);
  expect(await meeting(required, "ipmipower 1.5", 1500)).toMatch(/timeout/);
  expect(await meeting(required, "ipmipower 1.5", 1500, ["-W", "unexpectedauth"])).toMatch(/timeout/);
  expect(await meeting(required, "ipmipower 1.5", 15_000, ["-W", "forcepermsg"])).toMatch(ON);
  await set(PER_MESSAGE.on);
});

/** ipmiconsole repeats a packet 16 times, after times that grow. */
const HASTY = "--retransmission-timeout 50";

const ipmiconsole = (at: SolDoor, { more = "", active = "[SOL established]" }) =>
  RunningClient.start(
    {
      name: "ipmiconsole",
      command: ({ host, port }) => `ipmiconsole -h ${host}:${port} -u admin -p secret -I 3 ${more}`,
      active,
      end: "&.",
    },
    at,
  );

/** Puts a fault in force for the rest of a test. */
async function inForce(machine: string, fault: Fault): Promise<void> {
  const control = await connect(daemon.control);
  await control.call("fault.addLan", { machine, fault: { name: "met", ...fault } });
  onTestFinished(async () => {
    await control.call("fault.clear", { machine });
    control.close();
  });
}

/** An answer to Activate Payload with these sizes and this port, in hex. */
const activated = (sizes: string, port: string): Fault => ({
  when: { command: "Activate Payload" },
  claims: `00 00 00 00 00 ${sizes} ${port} ff ff`,
});
const SWAPPED_SIZES = activated("00 20 00 04", "56 18");
const OTHER_PORT = activated("c8 00 c8 00", "39 30");

it.each<[string, Fault, string, SolDoor]>([
  ["solpayloadsize", SWAPPED_SIZES, "BMC Implementation", door],
  ["solstatus", { when: { command: "Get Payload Activation Status" }, answer: "c1" }, "BMC Error", door],
  ["solchannelsupport", { when: { command: "Get Channel Payload Support" }, answer: "c1" }, "BMC Error", door],
  ...(isRoot ? [["solport", OTHER_PORT, "connection timeout", rmcp] as [string, Fault, string, SolDoor]] : []),
])("ipmiconsole ends, and with -W %s it does not: %j", async (workaround, fault, printed, at) => {
  await inForce(at === door ? "vm0" : "vm2", fault);
  await ipmiconsole(at, { more: HASTY, active: printed });
  const working = await ipmiconsole(at, { more: `-W ${workaround}` });
  await working.end();
});

it.each<[string, Fault]>([
  ["serialalertsdeferred", { when: { command: "Activate Payload", data: "01 ?? c2 *" }, sol: "deaf" }],
  ["solpacketseq", { when: { command: "Activate Payload" }, sol: "stuck" }],
])("ipmiconsole repeats what is typed in vain, and with -W %s it does not: %j", async (workaround, fault) => {
  const ends = await Promise.all(["vm0", "vm1"].map((name) => guestEnd(serialOf(name))));
  await Promise.all(["vm0", "vm1"].map((name) => inForce(name, fault)));
  const failing = await ipmiconsole(door, { more: HASTY });
  const working = await ipmiconsole(otherDoor, { more: `${HASTY} -W ${workaround}` });
  failing.type("x");
  working.type("x");
  await failing.prints("excess retransmissions sent");
  await vi.waitFor(() => expect(ends.map(({ got }) => got())).toEqual(["", "x"]), PATIENCE);
  await working.end();
});
