/**
 * A limit on packets outside a session, by the client they come from: a flood from one client does not delay others, and the
 * door cannot be made to flood a forged address. A client is an address and a port. One client has half of what its address
 * may send, so that another one at the same address can log in.
 */
import type { Clock } from "../clock.ts";
import type { Peer } from "../ipmi/session.ts";
import { CLIENTS_OF_ADDRESS, MAX_ADDRESSES, PACKETS_A_SECOND, PACKETS_AT_ONCE } from "./limits.ts";

interface Bucket {
  /** Packets that may still come at once. */
  readonly left: number;
  readonly atMs: number;
}

export class SourceLimit {
  readonly #clients: Buckets;
  readonly #addresses: Buckets;

  constructor(clock: Clock) {
    this.#clients = new Buckets(clock, 1);
    this.#addresses = new Buckets(clock, CLIENTS_OF_ADDRESS);
  }

  /** Counts a packet. Returns false if it is one too many. */
  allows({ address, port }: Peer): boolean {
    return this.#clients.allows(`${address} ${port}`) && this.#addresses.allows(address);
  }
}

class Buckets {
  readonly #clock: Clock;
  /** Clients whose packets a bucket is for. */
  readonly #clients: number;
  /** The source that was silent longest is first. */
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, clients: number) {
    this.#clock = clock;
    this.#clients = clients;
  }

  allows(source: string): boolean {
    const atMs = this.#clock.nowMs();
    const bucket = this.#buckets.get(source);
    const most = this.#clients * PACKETS_AT_ONCE;
    const gained = bucket ? (this.#clients * PACKETS_A_SECOND * (atMs - bucket.atMs)) / 1000 : 0;
    const left = Math.min(most, (bucket?.left ?? most) + gained);
    this.#buckets.delete(source);
    if (this.#buckets.size >= MAX_ADDRESSES) this.#forgetFirst();
    this.#buckets.set(source, { left: left < 1 ? left : left - 1, atMs });
    return left >= 1;
  }

  #forgetFirst(): void {
    const [first] = this.#buckets.keys();
    if (first !== undefined) this.#buckets.delete(first);
  }
}
