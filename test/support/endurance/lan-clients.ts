/** Clients of a LAN door: sessions, requests, lost datagrams, refused and abandoned log-ins, SOL, rubbish. */
import { once } from "node:events";
import { connect } from "node:net";
import { buildPing } from "../../../src/rmcp/asf.ts";
import { buildRmcp, RmcpClass } from "../../../src/rmcp/rmcp-header.ts";
import { PayloadType } from "../../../src/rmcp/session-packet-plus.ts";
import { buildSolFromConsole, NO_OPERATION } from "../../../src/rmcp/sol-payload.ts";
import { ClientHandshake } from "../lan/client-handshake.ts";
import { outside15 } from "../lan/lan-console.ts";
import { UdpConsole } from "../lan/udp-console.ts";
import type { RandomRequests } from "../machine/random-requests.ts";
import { type House, REMOTE, serialOf } from "./house.ts";

const REQUESTS = [
  "06 01",
  "0a 40",
  "0a 44 00 00 02 00 00 00 00 20 00 04 30 01 55 00 ff ff",
  "0c 02 01 03 00 00",
  "04 2d 01",
];
const REPEATS = 4;
const SUITES = [3, 17] as const;
const OUTSTANDING = 4;
/** For "admin", with MD5. */
const GET_SESSION_CHALLENGE = "06 39 02 61 64 6d 69 6e 00 00 00 00 00 00 00 00 00 00 00";
const FAULTS = [
  { way: "request", when: { every: 2 }, time: "never" },
  { way: "answer", when: { every: 2 }, time: "never" },
  { way: "answer", when: { every: 2 }, shape: "damaged" },
] as const;
const RUBBISH = 40;
const ACTIVATE_SOL = [0x01, 0x01, 0xc0, 0, 0, 0] as const;

/** Returns the number of operations. */
export async function lanClients(house: House, requests: RandomRequests): Promise<number> {
  const port = Number(house.daemon.address("udp:").split(":").at(-1));
  const steps = [
    await sessions(port),
    await lostDatagrams(house, port),
    await refusals(port),
    await serialOverLan(house, port),
    await abandoned(port),
    await rubbish(port, requests),
    await endSessions(house),
  ];
  const { sessions: open } = await house.control.call("session.list", { machine: REMOTE });
  if (open.length > 0) throw new Error(`LAN sessions are left open: ${JSON.stringify(open)}`);
  return steps.reduce((sum, count) => sum + count, 0);
}

async function sessions(port: number): Promise<number> {
  const requests = Array.from({ length: REPEATS }, () => REQUESTS).flat();
  for (const suite of SUITES) {
    const client = await UdpConsole.logIn({ port, suite });
    const datagrams = requests.map((request) => client.sealed(request));
    await client.pipeline(datagrams, OUTSTANDING);
    await client.logOut();
    client.close();
  }
  return SUITES.length * (requests.length + 2);
}

/** Each fault loses or damages one of two datagrams; the other is answered. */
async function lostDatagrams({ control }: House, port: number): Promise<number> {
  const client = await UdpConsole.logIn({ port });
  for (const fault of FAULTS) {
    await control.call("fault.addLan", { machine: REMOTE, fault });
    client.send(client.sealed("06 01"));
    await client.exchange(client.sealed("06 01"));
    await control.call("status", {});
    await control.call("fault.clear", { machine: REMOTE });
  }
  client.close();
  return FAULTS.length * 5;
}

async function refusals(port: number): Promise<number> {
  const wrong = [{ name: "nobody" }, { password: "wrong" }, { suite: 0 }];
  for (const options of wrong) {
    const refused = await UdpConsole.logIn({ port, ...options }).then(
      (client) => client.close(),
      () => true,
    );
    if (refused !== true) throw new Error(`a log-in with ${JSON.stringify(options)} is not refused`);
  }
  return wrong.length;
}

/** Number of set-ups of each version that a round leaves behind. */
const STOPPED = 16;

/** A session whose client goes away, and set-ups that stop halfway. */
async function abandoned(port: number): Promise<number> {
  const gone = await UdpConsole.logIn({ port });
  gone.close();
  for (let n = 0; n < STOPPED; n++) {
    const stopped = await UdpConsole.connect({ port });
    await stopped.exchange(new ClientHandshake().openRequest());
    await stopped.exchange(outside15(GET_SESSION_CHALLENGE));
    stopped.close();
  }
  return 1 + 2 * STOPPED;
}

/** An operator ends the sessions whose clients have gone. */
async function endSessions({ control }: House): Promise<number> {
  const { sessions: open } = await control.call("session.list", { machine: REMOTE });
  for (const { id } of open) await control.call("session.end", { machine: REMOTE, id });
  return open.length + 1;
}

async function serialOverLan({ directory }: House, port: number): Promise<number> {
  const guest = connect(serialOf(directory));
  await once(guest, "connect");
  const client = await UdpConsole.logIn({ port });
  await client.ask(0x06, 0x48, ...ACTIVATE_SOL);
  const typed = once(guest, "data");
  const packet = { sequence: 1, acknowledged: 0, acceptedCount: 0, operation: NO_OPERATION };
  const characters = Buffer.from("typed");
  await client.exchange(client.carrying(buildSolFromConsole({ ...packet, characters }), PayloadType.Sol));
  await typed;
  const printed = client.received();
  guest.write("printed");
  await printed;
  client.close();
  guest.destroy();
  return 5;
}

async function rubbish(port: number, requests: RandomRequests): Promise<number> {
  const client = await UdpConsole.connect({ port });
  for (let n = 0; n < RUBBISH; n++) {
    const bytes = Uint8Array.from({ length: 1 + requests.below(60) }, () => requests.below(256));
    client.send(n % 2 === 0 ? bytes : buildRmcp(RmcpClass.Ipmi, bytes));
  }
  // Everything before it was taken.
  await client.exchange(buildRmcp(RmcpClass.Asf, buildPing(1)));
  client.close();
  return RUBBISH + 1;
}
