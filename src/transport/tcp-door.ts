/** tcp:HOST:PORT and tls:HOST:PORT. */
import { once } from "node:events";
import { isIPv4 } from "node:net";
import type { TlsOptions } from "node:tls";
import { formatAddress, type TcpAddress } from "./address.ts";
import type { Door } from "./connection.ts";
import { listenFailure } from "./door-error.ts";
import { reportTrouble, startListener } from "./node-ipc-listener.ts";
import type { OnePeer } from "./one-peer.ts";

/** Opens a TCP door, or with `tls` a TLS door. Throws DoorError. */
export async function openTcpDoor(address: TcpAddress, tls: TlsOptions | undefined, peers: OnePeer): Promise<Door> {
  const asked = formatAddress(address);
  // Resolved here, because node-ipc takes hosts named udp4 and udp6 for protocols.
  const host = await lookUp(address.host, asked);
  const listener = startListener({ host, port: address.port, tls }, (socket) => peers.admit(socket, `${asked} client`));
  try {
    await once(listener.server, "listening");
  } catch (error) {
    await listener.stop();
    throw listenFailure(asked, error);
  }
  reportTrouble(listener.server, peers.log);
  if (tls === undefined && !isLoopback(host)) {
    peers.log.write(
      "warn",
      {},
      "any peer that reaches this address can play its QEMU; tls: with clientCaFile authenticates QEMU",
    );
  }

  const bound = listener.server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : address.port;
  return { address: formatAddress({ kind: address.kind, host, port }), close: () => listener.stop() };
}

async function lookUp(host: string, asked: string): Promise<string> {
  if (isIPv4(host)) return host;
  const { lookup } = await import("node:dns/promises");
  try {
    return (await lookup(host)).address;
  } catch (error) {
    throw listenFailure(asked, error);
  }
}

function isLoopback(host: string): boolean {
  return host.startsWith("127.") || host === "::1";
}
