/** Limits on TLS handshakes, so that silent clients cannot keep QEMU out: a handshake needs no certificate to begin. */
import type { Server, Socket } from "node:net";

/** Concurrent handshakes of a listener. QEMU needs one, for some milliseconds. */
export const MAX_HANDSHAKES = 8;

/**
 * Ends a handshake that fails or times out, which Node only reports, and the oldest one of the busiest address when there
 * are too many: a client that opens connections over and over ends its own.
 */
export function limitHandshakes(server: Server): void {
  const waiting = new Map<string, Socket>();
  server.on("connection", (socket: Socket) => {
    const key = keyOf(socket);
    if (waiting.size >= MAX_HANDSHAKES) oldestOfBusiest([...waiting.values()])?.destroy();
    waiting.set(key, socket);
    socket.once("close", () => waiting.delete(key));
  });
  server.on("secureConnection", (socket: Socket) => waiting.delete(keyOf(socket)));
  server.on("tlsClientError", (_error: Error, socket: Socket) => socket.destroy());
}

function keyOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function oldestOfBusiest(sockets: readonly Socket[]): Socket | undefined {
  const byAddress = [...Map.groupBy(sockets, ({ remoteAddress }) => remoteAddress).values()];
  return byAddress.sort((a, b) => b.length - a.length)[0]?.[0];
}
