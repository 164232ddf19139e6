/**
 * Sends platform event traps. They leave by the door's own socket: a receiver sees the address that it knows, and a door on
 * loopback reaches nothing beyond it.
 */
import type { Sending, Trap } from "../bmc/alerts/trap.ts";
import type { Lan } from "../bmc/lan/lan.ts";
import type { LanOptions } from "../bmc/lan/lan-options.ts";
import type { Peer } from "../ipmi/session.ts";
import { buildPlatformEventTrap } from "../snmp/platform-event-trap.ts";

type Send = (datagram: Uint8Array, peer: Peer, done: (error: Error | null) => void) => void;

export class TrapSender {
  readonly #lan: Lan;
  readonly #route: LanOptions["alerts"];
  readonly #send: Send;

  constructor(lan: Lan, route: LanOptions["alerts"], send: Send) {
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
    this.#send(datagram, { address, port: this.#route.port }, (error) => done(error ? "failed" : "sent"));
  };
}
