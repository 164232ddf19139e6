/**
 * A listener on node-ipc's raw profile. node-ipc's own file handling is off, because unix-door.ts handles socket files
 * more carefully, and its reading is, because the link reads the socket itself.
 */
import { once } from "node:events";
import type { Server, Socket } from "node:net";
import type { TlsOptions } from "node:tls";
import { IPCModule } from "node-ipc";
import { Members } from "../members.ts";
import type { PeerLog } from "./peer-log.ts";
import { limitHandshakes } from "./tls-handshakes.ts";

/**
 * Concurrent connections of a listener: one QEMU, some that are being refused and, with TLS, some in the handshake.
 * Node drops further ones.
 */
export const MAX_CONNECTIONS = 16;

export type ListenAt =
  | { readonly path: string }
  | { readonly host: string; readonly port: number; readonly tls: TlsOptions | undefined };

export interface Listener {
  /** Node's server. `listening` or `error` is yet to come, but a Unix socket is already bound, or never will be. */
  readonly server: Server;
  /** Closes the listener and all its connections. */
  stop(): Promise<void>;
}

/** Starts to listen. Calls `onSocket` with every connection; with TLS, after the handshake. */
export function startListener(at: ListenAt, onSocket: (socket: Socket) => void): Listener {
  const ipc = new IPCModule();
  Object.assign(ipc.config, {
    parser: "raw",
    silent: true,
    unlink: false,
    secureSocketRoot: false,
    maxConnections: MAX_CONNECTIONS,
  });
  if ("path" in at) ipc.serve(at.path);
  else {
    ipc.config.networkHost = at.host;
    // node-ipc takes the number 0 for no port, and then listens on a Unix socket named like the host.
    ipc.config.networkPort = String(at.port);
    ipc.config.tls = at.tls ?? false;
    ipc.serveNet();
  }
  const { server: listening } = ipc;
  if (listening === false) throw new Error("node-ipc made no server");
  listening.on("connect", (socket) => {
    // node-ipc's own: while it listens, a link cannot read into the shared buffer.
    socket.removeAllListeners("data");
    onSocket(socket);
  });
  listening.start();
  const { server } = listening;
  if (server === false) throw new Error("node-ipc did not start");

  // node-ipc sees a TLS connection only after the handshake; stop() must also end the earlier ones.
  const accepted = new Members<Socket>();
  server.on("connection", (socket: Socket) => {
    accepted.add(socket);
    socket.once("close", () => accepted.delete(socket));
  });

  if ("host" in at && at.tls) limitHandshakes(server);

  return {
    server,
    async stop() {
      const closed = once(server, "close");
      listening.stop();
      for (const socket of accepted) socket.destroy();
      await closed;
    },
  };
}

/** Logs the errors of an open listener. None of them ends the process. */
export function reportTrouble(server: Server, log: PeerLog): void {
  server.on("error", (error) => log.write("error", { reason: error.message }, "the listener has failed"));
  server.on("drop", (peer) =>
    log.write("warn", { peer }, `connection refused: ${MAX_CONNECTIONS} at once are too many`),
  );
  server.on("tlsClientError", (error: Error, { remoteAddress }: Socket) => {
    log.write("warn", { peer: remoteAddress, reason: error.message }, "TLS handshake failed");
  });
}
