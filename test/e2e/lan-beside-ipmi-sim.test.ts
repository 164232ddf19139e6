/**
 * Faults of OpenIPMI's ipmi_sim (2.0.33) that its LAN clients work around or fail at: the daemon has none of them. Each row
 * asks both for the same, and passes here and fails there.
 */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseOpenSessionResponse } from "../../src/rmcp/open-session.ts";
import { PayloadType } from "../../src/rmcp/session-packet-plus.ts";
import { hex } from "../support/bytes/hex.ts";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { ClientHandshake, packetIn } from "../support/lan/client-handshake.ts";
import { type LanClient, lanClient, printed } from "../support/lan/lan-clients.ts";
import { outsidePlus } from "../support/lan/lan-console.ts";
import { ALL_SUITES } from "../support/lan/lan-machine.ts";
import { type IpmiSim, startIpmiSim } from "../support/peers/ipmi-sim.ts";
import { ownDoor } from "../support/sol/clients.ts";
import { lossyRelay } from "../support/sol/lossy-relay.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** Port of forwarders, each of which has an address of its own. */
const FORWARDER_PORT = 6230;

const CONFIG = `
listen: []
serial: "tcp:127.0.0.1:0"
lan: { listen: "udp:127.0.0.1:0", advertise: { port: ${FORWARDER_PORT} }, cipherSuites: [${ALL_SUITES}] }
users: { accounts: [{ id: 2, name: admin, password: secret }] }
`;

let daemon: TestDaemon;
let sim: IpmiSim;
/** Closes the serial port behind ipmi_sim. */
let closeSerial: (() => void) | undefined;
let here: LanClient;
let there: LanClient;
beforeAll(async () => {
  daemon = await startTestDaemon({ config: CONFIG });
  const serial = createServer((socket) => socket.on("error", () => {})).listen(0, "127.0.0.1");
  await once(serial, "listening");
  closeSerial = () => serial.close();
  const address = serial.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  sim = await startIpmiSim({ lan: true, admin: true, serialPort: address.port });
  here = lanClient(Number(daemon.address("udp:").split(":").at(-1)));
  there = lanClient(sim.port);
});
afterAll(async () => {
  await daemon?.stop();
  await sim?.stop();
  closeSerial?.();
});

/** Time without an answer that counts as silence. */
const SILENCE_MS = 400;

/** Sends a datagram. Returns the answer; undefined for silence of ipmi_sim, if that `mayBeSilent`. */
async function answerTo({ port }: LanClient, datagram: Uint8Array, mayBeSilent = false): Promise<Buffer | undefined> {
  const socket = createSocket("udp4");
  const limitMs = mayBeSilent && port === there.port ? SILENCE_MS : PATIENCE.timeout;
  try {
    socket.send(datagram, port, "127.0.0.1");
    const [answer] = await once(socket, "message", { signal: AbortSignal.timeout(limitMs) }).catch(() => []);
    return answer as Buffer | undefined;
  } finally {
    socket.close();
  }
}

/** The payload of an Open Session Response. */
async function openSession(peer: LanClient, request: Uint8Array): Promise<Uint8Array> {
  const answer = await answerTo(peer, request);
  const packet = packetIn(answer ?? new Uint8Array());
  if (packet.kind !== "plus" || packet.payloadType !== PayloadType.OpenSessionResponse) throw new Error("no answer");
  return packet.payload;
}

/** FreeIPMI gives up early: ipmi_sim may be silent. */
const freeipmi = (peer: LanClient, ...args: string[]) =>
  peer.freeipmi("ipmipower", ["-D", "LAN_2_0", "-l", "ADMIN", ...args, "--stat", ...patience(peer)]);
const patience = ({ port }: LanClient) =>
  port === here.port ? [] : ["--session-timeout", "1200", "--retransmission-timeout", "400"];
const HAS_POWER = /^127\.0\.0\.1: o(?:n|ff)$/;
const isWhole = (output: string) => HAS_POWER.test(output);

/** An Open Session Request for authentication algorithm 3Fh, which does not exist. */
function unknownAlgorithm(): Uint8Array {
  const request = Uint8Array.from(new ClientHandshake().openRequest());
  const AUTHENTICATION = 4 + 12 + 8 + 4;
  request[AUTHENTICATION] = 0x3f;
  return request;
}

/** Parameter 24: a privilege limit for each cipher suite, two in a byte, behind a reserved one. */
const limits = (first: string) => ["raw", "0x0c", "1", "1", "24", "0", first, ...Array(7).fill("0x44")];

it.each<[title: string, holds: (peer: LanClient) => Promise<boolean>]>([
  [
    "the Open Session Response tells a privilege level when none was asked for",
    async (peer) => {
      const opened = parseOpenSessionResponse(await openSession(peer, new ClientHandshake().openRequest()));
      return opened.kind === "sessionOpened" && opened.maxPrivilege > 0;
    },
  ],
  ["so that FreeIPMI logs in without a workaround", async (peer) => isWhole(await freeipmi(peer, "-I", "3"))],
  [
    "a refused Open Session Request is answered in 8 bytes",
    async (peer) => (await openSession(peer, unknownAlgorithm())).length === 8,
  ],
  [
    "Get Channel Authentication Capabilities is answered in RMCP+ packets, too",
    async (peer) => (await answerTo(peer, outsidePlus("06 38 8e 04"), true)) !== undefined,
  ],
  [
    "Get Channel Cipher Suites is answered in RMCP+ packets, too",
    async (peer) => (await answerTo(peer, outsidePlus("06 54 0e 00 80"), true)) !== undefined,
  ],
  [
    "so that ipmitool without a suite gets the list at its first attempt",
    async (peer) => {
      const door = ["-I", "lanplus", "-H", "127.0.0.1", "-p", `${peer.port}`, "-U", "admin", "-P", "secret"];
      const args = [...door, "-R", "1", "-N", "3", "mc", "guid"];
      const output = await printed("sh", ["-c", 'exec ipmitool "$@" 2>&1', "sh", ...args]);
      return output.includes("System GUID") && !output.includes("Unable to Get Channel Cipher Suites");
    },
  ],
  [
    "Activate Payload gives SOL the sizes that FreeIPMI takes, 5 to 259",
    async (peer) => {
      const raw = ["raw", "6", "0x48", "1", "1", "0xc6", "0", "0", "0"];
      const answer = Buffer.from(hex(await peer.ipmitool(["-I", "lanplus", "-C", "3", ...raw])));
      return [answer.readUInt16LE(4), answer.readUInt16LE(6)].every((size) => size >= 5 && size <= 259);
    },
  ],
  [
    "SOL works behind a forwarder, whose port Activate Payload tells",
    async (peer) => {
      const forwarder = { ...ownDoor(), port: FORWARDER_PORT };
      await lossyRelay(forwarder, { host: "127.0.0.1", port: peer.port });
      const args = ["-I", "lanplus", "-C", "3", "sol", "activate"];
      const output = await lanClient(forwarder.port, forwarder.host).ipmitool(args);
      expect(output).toMatch(/SOL Session operational|BMC requests SOL session on different port/);
      return output.includes("[SOL Session operational.");
    },
  ],
  [
    "the privilege limit of cipher suite 1 counts for that suite, and not for 2",
    async (peer) => {
      const asAdmin = async (suite: number) => {
        const handshake = new ClientHandshake({ suite, maxPrivilege: 4 });
        return parseOpenSessionResponse(await openSession(peer, handshake.openRequest())).kind;
      };
      await peer.ipmitool(["-I", "lanplus", "-C", "3", ...limits("0x24")]);
      const kinds = [await asAdmin(1), await asAdmin(2)];
      await peer.ipmitool(["-I", "lanplus", "-C", "3", ...limits("0x44")]);
      return kinds.join() === "openSessionRefused,sessionOpened";
    },
  ],
  ...[7, 8, 12].map((suite): [string, (peer: LanClient) => Promise<boolean>] => [
    `cipher suite ${suite} has the keys that FreeIPMI computes`,
    async (peer) => isWhole(await freeipmi(peer, "-I", `${suite}`, "-W", "opensesspriv")),
  ]),
  ...[15, 16, 17].map((suite): [string, (peer: LanClient) => Promise<boolean>] => [
    `cipher suite ${suite} is served`,
    async (peer) => isWhole(await freeipmi(peer, "-I", `${suite}`, "-W", "opensesspriv")),
  ]),
])("%s", async (_title, holds) => {
  expect({ here: await holds(here), there: await holds(there) }).toEqual({ here: true, there: false });
});

it("a pong, and the log-ins that ipmi_sim has: both answer", async () => {
  for (const peer of [here, there]) {
    expect(await answerTo(peer, hex("06 00 ff 06 00 00 11 be 80 01 00 00"))).toHaveLength(28);
    expect(await peer.ipmitool(["-I", "lanplus", "-C", "3", "mc", "guid"])).toContain("System GUID");
    expect(await peer.freeipmi("ipmipower", ["-D", "LAN", "-l", "ADMIN", "--stat"])).toMatch(HAS_POWER);
  }
});
