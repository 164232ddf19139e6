/**
 * udp:HOST:PORT, the door for IPMI over LAN. Datagrams are read in turns, as links' frames are: a flood at one door delays
 * the others by a turn at most, and what does not fit into the queue is dropped, as a network would do.
 */
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { isIP } from "node:net";
import type { Peer } from "../ipmi/session.ts";
import { formatLanDoor, parseLanDoor } from "./address.ts";
import type { Door } from "./connection.ts";
import { DatagramQueue } from "./datagram-queue.ts";
import { listenFailure } from "./door-error.ts";
import type { PeerLog } from "./peer-log.ts";
import { peersTurns } from "./turn-queue.ts";

/** Datagrams that wait for their turn. More are dropped. */
export const MOST_WAITING = 256;
/** Datagrams that every turn reads, however long they take: a message of a log-in takes as long as a turn. */
export const TURN_DATAGRAMS = 1;
/** Time after which a turn reads no further datagram. */
export const TURN_MS = 0.1;

/** Size of the kernel's buffer, for bursts of many clients. The kernel may allow less. */
const RECEIVE_BUFFER = 1_048_576;

export interface DatagramTaker {
  receive(datagram: Uint8Array, peer: Peer): void;
  /** Called at the end of a turn: sends the answers. */
  turnOver(): void;
}

export interface UdpDoor extends Door {
  readonly host: string;
  /** The port that clients know. */
  readonly port: number;
  /** Number of datagrams that were dropped because too many waited. */
  readonly dropped: number;
  /** Sends a datagram from the door's own port. `done` is called when the system has taken it or refused it. */
  send(datagram: Uint8Array, peer: Peer, done?: (error: Error | null) => void): void;
  /** Sends a datagram from a port that no client knows. */
  sendFromOtherPort(datagram: Uint8Array, peer: Peer): void;
}

/** Opens the door. Throws DoorError. */
export async function openUdpDoor(listen: string, taker: DatagramTaker, log: PeerLog): Promise<UdpDoor> {
  const asked = parseLanDoor(listen);
  const host = await lookUp(asked.host, listen);
  const family = isIP(host) === 6 ? 6 : 4;
  const type = family === 6 ? "udp6" : "udp4";
  const socket = createSocket({
    type,
    recvBufferSize: RECEIVE_BUFFER,
    // Every host is an address by now; the default would look it up in a later turn.
    lookup: (address, _options, callback) => callback(null, address, family),
  });
  // Before bind, which may end at once.
  const listening = once(socket, "listening");
  try {
    socket.bind(asked.port, host);
    await listening;
  } catch (error) {
    socket.close();
    throw listenFailure(listen, error);
  }
  socket.on("error", (err) => log.write("warn", { err, door: listen }, "the LAN door failed"));
  const reader = new DatagramReader(socket, taker);
  const bound = { host, port: socket.address().port };
  return {
    ...bound,
    address: formatLanDoor(bound),
    get dropped() {
      return reader.dropped;
    },
    // A client that is gone is no failure of the door.
    send(datagram, { address, port }, done = () => {}) {
      // A door of IPv6 reaches addresses of IPv4 by their mapped form, if its host allows it.
      const to = family === 6 && isIP(address) === 4 ? `::ffff:${address}` : address;
      if (reader.closed) done(new Error("the door is closed"));
      else socket.send(datagram, port, to, done);
    },
    sendFromOtherPort(datagram, { address, port }) {
      const other = createSocket(type);
      other.on("error", () => other.close());
      other.bind(0, host, () => other.send(datagram, port, address, () => other.close()));
    },
    close: () => reader.close(),
  };
}

async function lookUp(host: string, asked: string): Promise<string> {
  if (isIP(host)) return host;
  const { lookup } = await import("node:dns/promises");
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw listenFailure(asked, error);
  }
}

class DatagramReader {
  closed = false;
  dropped = 0;
  readonly #socket: Socket;
  readonly #taker: DatagramTaker;
  readonly #waiting = new DatagramQueue(MOST_WAITING);
  /** Whether a turn is coming. */
  #busy = false;

  constructor(socket: Socket, taker: DatagramTaker) {
    this.#socket = socket;
    this.#taker = taker;
    socket.on("message", (datagram, { address, port }) => {
      if (!this.#waiting.add({ datagram, peer: { address, port } })) this.dropped++;
      if (!this.#busy) this.#turn();
    });
  }

  close(): Promise<void> {
    this.closed = true;
    this.#waiting.clear();
    return new Promise((resolve) => this.#socket.close(resolve));
  }

  #turn(): void {
    const startMs = performance.now();
    for (let taken = 0; taken < TURN_DATAGRAMS || performance.now() - startMs < TURN_MS; taken++) {
      const next = this.#waiting.next();
      if (!next) break;
      this.#taker.receive(next.datagram, next.peer);
    }
    this.#taker.turnOver();
    // Datagrams that the kernel delivers in this turn of the event loop wait for the next.
    this.#busy = true;
    peersTurns.add(() => {
      this.#busy = false;
      if (this.#waiting.size > 0) this.#turn();
    });
  }
}
