/** The daemon's end of the control socket: node-ipc's guarded profile on a Unix socket that only the daemon's user may use. */
import { once } from "node:events";
import { rmSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { IPCModule } from "node-ipc";
import type { Logger } from "pino";
import { packageVersion } from "../package-files.ts";
import { DoorError } from "../transport/door-error.ts";
import type { Listener } from "../transport/node-ipc-listener.ts";
import { findStaleSocket, isStill } from "../transport/unix-path.ts";
import { openUnixSocket } from "../transport/unix-socket.ts";
import { turns } from "../turns/turns.ts";
import type { ControlledDaemon } from "./handler.ts";
import { MAX_CLIENTS } from "./limits.ts";
import type { ControlPeer } from "./peer.ts";
import { MAX_MESSAGE_BYTES, MAX_PENDING_BYTES, MESSAGE_TIMEOUT_MS, PROTOCOL_VERSION } from "./protocol.ts";
import { absolute, prepareDirectory, usualDirectories, usualName, usualSockets } from "./socket-path.ts";

export interface ControlServer {
  readonly path: string;
  close(): Promise<void>;
}

/**
 * Opens a daemon's control socket.
 * @param socket a path, or "auto": a name of its own in the usual directory
 * @param load loads the code that serves clients
 * @throws DoorError; nothing is left behind then
 */
export async function openControl(
  daemon: ControlledDaemon,
  socket: string,
  log: Logger,
  load = loadServing,
): Promise<ControlServer> {
  const path = socket === "auto" ? usualPath(daemon) : absolute(socket);
  const name = `control socket ${path}`;
  prepareDirectory(path, name);
  const { listener, close } = await openUnixSocket(path, name, (at) => listen(at, daemon, log, load));
  // A failure (no free descriptor) passes: the next client loads the code again.
  setTimeout(() => load().catch((err) => log.debug({ err }, NOT_LOADED)), PRELOAD_MS).unref();
  listener.server.on("drop", () => log.warn(`a client of the control socket was refused: ${MAX_CLIENTS} are too many`));
  if (socket === "auto") {
    removeStale(path).catch((err) => log.warn({ err }, "sockets of killed daemons could not be removed"));
  }
  return { path, close };
}

function usualPath({ machines }: ControlledDaemon): string {
  const [directory = ""] = usualDirectories();
  return join(directory, usualName(machines[0]?.name ?? "bmc"));
}

/** Removes the sockets of daemons that were killed. */
async function removeStale(own: string): Promise<void> {
  for (const path of usualSockets()) {
    if (path === own) continue;
    try {
      const stale = await findStaleSocket(path, path);
      if (stale && isStill(path, stale)) rmSync(path, { force: true });
    } catch (error) {
      if (!(error instanceof DoorError)) throw error;
    }
  }
}

/** Delay before the code that serves clients is loaded: after the doors are open, and preferably while no guest waits. */
const PRELOAD_MS = 100;

const NOT_LOADED = "the code that serves the control socket's clients could not be loaded";

/** Loads the code that serves clients, in two turns: a guest may wait for their end. */
export async function loadServing() {
  const { ControlPeer } = await import("./peer.ts");
  await turns()();
  const { handlers } = await import("./handlers.ts");
  return { ControlPeer, handlers };
}

function listen(path: string, daemon: ControlledDaemon, log: Logger, load: typeof loadServing): Listener {
  const ipc = new IPCModule();
  Object.assign(ipc.config, {
    parser: "guarded",
    silent: true,
    // unix-socket.ts and socket-path.ts remove stale sockets more carefully.
    unlink: false,
    secureSocketRoot: false,
    maxConnections: MAX_CLIENTS,
    maxMessageSize: MAX_MESSAGE_BYTES,
    maxPendingBytes: MAX_PENDING_BYTES,
    messageTimeout: MESSAGE_TIMEOUT_MS,
  });
  ipc.serve(path);
  const { server: listening } = ipc;
  if (listening === false) throw new Error("node-ipc made no server");

  const own = { protocol: PROTOCOL_VERSION, version: packageVersion() };
  const nextTurn = turns();
  const peers = new WeakMap<Socket, ControlPeer>();
  const admit = async (socket: Socket) => {
    const send = (type: string, data: unknown) => void listening.emit(socket, type, data);
    socket.pause();
    const { ControlPeer, handlers } = await load();
    peers.set(socket, new ControlPeer(socket, { daemon, own, log, handlers, nextTurn, send }));
    socket.resume();
  };
  listening.on("connect", (socket) => {
    admit(socket).catch((err) => {
      log.warn({ err }, `a client of the control socket was refused: ${NOT_LOADED}`);
      socket.destroy();
    });
  });
  // Everything clients send; node-ipc's own events (connect, close, error) have another second argument, or no third.
  listening.on("*", (type, data, socket) => socket && peers.get(socket)?.receive(type, data));
  listening.start();
  const { server } = listening;
  if (server === false) throw new Error("node-ipc did not start");
  return {
    server,
    async stop() {
      const closed = once(server, "close");
      listening.stop();
      await closed;
    },
  };
}
