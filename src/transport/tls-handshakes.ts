/** Limits on TLS handshakes, so that silent clients cannot keep QEMU out: a handshake needs no certificate to begin. */
import type { Server, Socket } from "node:net";
import { Members } from "../members.ts";

/** Concurrent handshakes of a listener. QEMU needs one, for some milliseconds. */
export const MAX_HANDSHAKES = 8;

interface Waiting {
  readonly socket: Socket;
  /** Address and port of the peer. */
  readonly key: string;
  readonly address: string | undefined;
}

/**
 * Ends a handshake that fails or times out, which Node only reports, and the oldest one of the busiest address when there
 * are too many: a client that opens connections over and over ends its own.
 */
export function limitHandshakes(server: Server): void {
  const waiting = new Members<Waiting>();
  server.on("connection", (socket: Socket) => {
    if (waiting.size >= MAX_HANDSHAKES) oldestOfBusiest(waiting)?.destroy();
    const one = { socket, key: keyOf(socket), address: socket.remoteAddress };
    waiting.add(one);
    socket.once("close", () => waiting.delete(one));
  });
  server.on("secureConnection", (socket: Socket) => {
    const key = keyOf(socket);
    for (const one of waiting) if (one.key === key) waiting.delete(one);
  });
  server.on("tlsClientError", (_error: Error, socket: Socket) => socket.destroy());
}

function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function oldestOfBusiest(waiting: Iterable<Waiting>): Socket | undefined {
  const byAddress = [...Map.groupBy(waiting, ({ address }) => address).values()];
  return byAddress.sort((a, b) => b.length - a.length)[0]?.[0]?.socket;
}
