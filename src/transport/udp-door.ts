/** udp:HOST:PORT, the door for IPMI over LAN. */
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { isIP } from "node:net";
import type { Peer } from "../ipmi/session.ts";
import { formatLanDoor, parseLanDoor } from "./address.ts";
import type { Door } from "./connection.ts";
import { DatagramReader, type DatagramTaker } from "./datagram-reader.ts";
import { listenFailure } from "./door-error.ts";
import type { PeerLog } from "./peer-log.ts";

/** Size of the kernel's buffer, for bursts of many clients. The kernel may allow less. */
const RECEIVE_BUFFER = 1_048_576;

/** Start of the address that a client of IPv4 has at a socket of IPv6. */
const MAPPED = /^::ffff:(?=\d+\.)/i;

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
  const reader = new DatagramReader(taker);
  socket.on("message", (datagram, { address, port }) =>
    reader.add({ datagram, peer: { address: address.replace(MAPPED, ""), port } }),
  );
  /** A door of IPv6 reaches addresses of IPv4 by their mapped form, if its host allows it. */
  const within = (address: string) => (family === 6 && isIP(address) === 4 ? `::ffff:${address}` : address);
  let isClosed = false;
  const bound = { host, port: socket.address().port };
  return {
    ...bound,
    address: formatLanDoor(bound),
    get dropped() {
      return reader.dropped;
    },
    // A client that is gone is no failure of the door.
    send(datagram, { address, port }, done = () => {}) {
      if (isClosed) done(new Error("the door is closed"));
      else socket.send(datagram, port, within(address), done);
    },
    sendFromOtherPort(datagram, { address, port }) {
      const other = createSocket(type);
      other.on("error", () => other.close());
      other.bind(0, host, () => other.send(datagram, port, within(address), () => other.close()));
    },
    close() {
      isClosed = true;
      reader.close();
      return new Promise((resolve) => socket.close(resolve));
    },
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
