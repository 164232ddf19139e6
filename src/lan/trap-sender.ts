/**
 * Sends platform event traps. They leave by the door's own socket: a receiver sees the address that it knows, and a door on
 * loopback reaches nothing beyond it.
 */
import type { Sending, Trap } from "../bmc/alerts/trap.ts";
import type { Lan } from "../bmc/lan/lan.ts";
import type { LanOptions } from "../bmc/lan/lan-options.ts";
import { type Peer, peerText } from "../ipmi/session.ts";
import type { TraceFeed } from "../observe/trace.ts";
import { buildPlatformEventTrap } from "../snmp/platform-event-trap.ts";

type Send = (datagram: Uint8Array, peer: Peer, done: (error: Error | null) => void) => void;

export class TrapSender {
  readonly #lan: Lan;
  readonly #route: LanOptions["alerts"];
  readonly #send: Send;
  readonly #trace: TraceFeed;

  constructor(lan: Lan, route: LanOptions["alerts"], send: Send, trace: TraceFeed) {
    this.#trace = trace;
    this.#lan = lan;
    this.#route = route;
    this.#send = send;
  }

  readonly send = (trap: Trap, destination: Uint8Array, done: (result: Sending) => void): void => {
    const { advertisedAddress, values } = this.#lan;
    const end = values.community.indexOf(0);
    const community = end < 0 ? values.community : values.community.subarray(0, end);
    const datagram = buildPlatformEventTrap({ ...trap, community, agentAddress: advertisedAddress });
    const address = (this.#route.address ?? destination).join(".");
    const peer = { address, port: this.#route.port };
    this.#send(datagram, peer, (error) => {
      if (this.#trace.active) {
        const { sequence } = trap;
        this.#trace.publish(peerText(peer), { kind: "trap", sequence, isSent: !error, bytes: datagram });
      }
      done(error ? "failed" : "sent");
    });
  };
}
