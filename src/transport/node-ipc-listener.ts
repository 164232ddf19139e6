/**
 * A listener on node-ipc's raw profile. What node-ipc would do to the file system is off, for unix-door.ts does it with
 * more care; its `data` event has no subscriber, for the socket goes to the link as it is.
 */
import { once } from "node:events";
import type { Server, Socket } from "node:net";
import type { TlsOptions } from "node:tls";
import { IPCModule } from "node-ipc";
import type { PeerLog } from "./peer-log.ts";

/**
 * Connections a listener may have at once: one QEMU, some that are being refused and, with TLS, some in the handshake.
 * Node drops what comes beyond.
 */
export const MAX_CONNECTIONS = 16;

export type ListenAt =
  | { readonly path: string }
  | { readonly host: string; readonly port: number; readonly tls: TlsOptions | undefined };

export interface Listener {
  /** Node's server: `listening` or `error` is still to come, but a Unix socket is bound already, or never will be. */
  readonly server: Server;
  /** Closes the listener and everything that came through it. */
  stop(): Promise<void>;
}

/** Starts to listen. `onSocket` gets every connection, with TLS after its handshake. */
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
    // A number 0 is no port to node-ipc, which then listens on a Unix socket named like the host.
    ipc.config.networkPort = String(at.port);
    ipc.config.tls = at.tls ?? false;
    ipc.serveNet();
  }
  const { server: listening } = ipc;
  if (listening === false) throw new Error("node-ipc made no server");
  listening.on("connect", onSocket);
  listening.start();
  const { server } = listening;
  if (server === false) throw new Error("node-ipc did not start");

  // node-ipc learns of a TLS connection after the handshake; stop() has to end the ones before, too.
  const accepted = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    accepted.add(socket);
    socket.once("close", () => accepted.delete(socket));
  });

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

/** Logs what goes wrong at a listener that has opened. None of it ends the process. */
export function reportTrouble(server: Server, log: PeerLog): void {
  server.on("error", (error) => log.write("error", { reason: error.message }, "the listener has failed"));
  server.on("drop", (peer) =>
    log.write("warn", { peer }, `connection refused: ${MAX_CONNECTIONS} at once are too many`),
  );
  server.on("tlsClientError", (error: Error, { remoteAddress }: Socket) => {
    log.write("warn", { peer: remoteAddress, reason: error.message }, "TLS handshake failed");
  });
}
