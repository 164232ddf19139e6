/**
 * Datagrams that wait for their turn, taken from one client after another. When too many wait, the client with most of them
 * loses one, so that a flood drops its own datagrams and not those of a client that logs in.
 */
import type { Peer } from "../ipmi/session.ts";

export interface WaitingDatagram {
  readonly datagram: Uint8Array;
  readonly peer: Peer;
}

export class DatagramQueue {
  readonly #most: number;
  /** Datagrams of each client that has some; the one whose turn it is comes first. */
  readonly #clients = new Map<string, WaitingDatagram[]>();
  #size = 0;

  /** `most`: datagrams that wait. */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  /** Returns false if a datagram was dropped: this one, or another of the client with most of them. */
  add(waiting: WaitingDatagram): boolean {
    const isFull = this.#size >= this.#most;
    if (isFull && !this.#dropOne()) return false;
    const { address, port } = waiting.peer;
    const key = `${address} ${port}`;
    const own = this.#clients.get(key);
    if (own) own.push(waiting);
    else this.#clients.set(key, [waiting]);
    this.#size++;
    return !isFull;
  }

  /** Takes the next datagram out. */
  next(): WaitingDatagram | undefined {
    const [first] = this.#clients;
    if (!first) return undefined;
    const [key, own] = first;
    const next = own.shift();
    this.#size--;
    this.#clients.delete(key);
    if (own.length > 0) this.#clients.set(key, own);
    return next;
  }

  clear(): void {
    this.#clients.clear();
    this.#size = 0;
  }

  /** Drops the latest datagram of the client with most of them. Returns false when each has one. */
  #dropOne(): boolean {
    if (this.#clients.size >= this.#size) return false;
    let most: WaitingDatagram[] = [];
    for (const own of this.#clients.values()) if (own.length > most.length) most = own;
    most.pop();
    this.#size--;
    return true;
  }
}
