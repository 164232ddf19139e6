/**
 * Reads a door's datagrams in turns, as links' frames are: a flood at one door delays the others by a turn at most, and what
 * does not fit into the queue is dropped, as a network would do.
 */
import type { Peer } from "../ipmi/session.ts";
import { DatagramQueue, type WaitingDatagram } from "./datagram-queue.ts";
import { peersTurns } from "./turn-queue.ts";

/** Datagrams that wait for their turn. More are dropped. */
export const MAX_WAITING = 256;
/** Datagrams that every turn reads, however long they take: a message of a log-in takes as long as a turn. */
export const TURN_DATAGRAMS = 1;
/** Time after which a turn reads no further datagram. */
export const TURN_MS = 0.1;

export interface DatagramTaker {
  receive(datagram: Uint8Array, peer: Peer): void;
  /** Called at the end of a turn: sends the answers. */
  turnOver(): void;
}

export class DatagramReader {
  readonly #taker: DatagramTaker;
  readonly #nowMs: () => number;
  readonly #waiting = new DatagramQueue(MAX_WAITING);
  #dropped = 0;
  /** Whether a turn is coming. */
  #isBusy = false;

  /** `nowMs`: the time that turns are measured by. */
  constructor(taker: DatagramTaker, nowMs: () => number = () => performance.now()) {
    this.#taker = taker;
    this.#nowMs = nowMs;
  }

  /** Number of datagrams that were dropped because too many waited. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a datagram: at once, or in a later turn if one is coming. */
  add(datagram: WaitingDatagram): void {
    if (!this.#waiting.add(datagram)) this.#dropped++;
    if (!this.#isBusy) this.#turn();
  }

  /** Drops what waits. */
  close(): void {
    this.#waiting.clear();
  }

  #turn(): void {
    const startMs = this.#nowMs();
    for (let taken = 0; taken < TURN_DATAGRAMS || this.#nowMs() - startMs < TURN_MS; taken++) {
      const next = this.#waiting.next();
      if (!next) break;
      this.#taker.receive(next.datagram, next.peer);
    }
    this.#taker.turnOver();
    // Datagrams that the kernel delivers in this turn of the event loop wait for the next.
    this.#isBusy = true;
    peersTurns.add(() => {
      this.#isBusy = false;
      if (this.#waiting.size > 0) this.#turn();
    });
  }
}
