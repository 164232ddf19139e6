/** A machine with a LAN channel in memory, and what its LAN server sends. */
import { ManualClock } from "../../../src/clock.ts";
import type { Peer } from "../../../src/ipmi/session.ts";
import type { Machine } from "../../../src/machine.ts";
import { machine } from "../machine/machine.ts";

export const CONSOLE: Peer = { address: "192.0.2.9", port: 50_000 };
export const ALL_SUITES = [0, 1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17];

/** User 2 is an administrator, user 3 an operator, user 4 is disabled, user 5 has a password of 20 bytes. */
const ACCOUNTS = [
  { id: 2, name: "admin", password: "secret" },
  { id: 3, name: "oper", password: "pw3", privilegeLimit: "operator" },
  { id: 4, name: "gone", password: "pw4", enabled: false },
  { id: 5, name: "long", password: "seventeen letters" },
];

type Settings = Readonly<Record<string, unknown>>;

export interface Sent {
  readonly datagram: Uint8Array;
  readonly peer: Peer;
}

/** `lan`: settings of the section. `more`: of the others. */
export function lanMachine(lan: Settings = {}, clock = new ManualClock(), more: Settings = {}) {
  return { ...lanOf(machine({ lan, users: { accounts: ACCOUNTS }, ...more }, clock)), clock };
}

export type LanMachine = ReturnType<typeof lanMachine>;

/** Opens the LAN of a machine. */
export function lanOf(it: Machine) {
  const sent: Sent[] = [];
  const server = it.lan;
  if (!server) throw new Error("the machine has no LAN channel");
  const note = (datagram: Uint8Array, peer: Peer) => void sent.push({ datagram, peer });
  server.open({ host: "192.0.2.1", port: 6230, send: note, sendFromOtherPort: note });
  /** Sends datagrams that arrive in one turn. Returns what the server sent. */
  const send = (datagrams: readonly Uint8Array[], peer: Peer = CONSOLE) =>
    sentBy(() => {
      for (const datagram of datagrams) server.traffic.receive(datagram, peer);
      server.traffic.turnOver();
    });
  /** Returns what the server sends during some work. */
  const sentBy = (work: () => void): readonly Sent[] => {
    sent.length = 0;
    work();
    return [...sent];
  };
  return { machine: it, bmc: it.bmc, server, send, sent, sentBy };
}

/** The part of a machine that its client uses. */
export type LanSide = Pick<LanMachine, "send" | "sentBy">;
