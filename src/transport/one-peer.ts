/** One QEMU per door: the protocol is a single conversation, and two QEMUs would get each other's answers. */
import type { Socket } from "node:net";
import type { Logger } from "pino";
import { formatHostPort } from "./address.ts";
import type { OnConnection } from "./connection.ts";
import { watchLiveness } from "./liveness.ts";
import { PeerLog } from "./peer-log.ts";
import { endWritesWithShortRecord, isTls } from "./tls-records.ts";

/** A QEMU that ends while an answer or a control command is on its way causes these: its end is not a failure. */
const PEER_ENDED: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE"]);

/** Passes the first connection to the machine and refuses others until it ends. */
export class OnePeer {
  readonly log: PeerLog;
  readonly #onConnection: OnConnection;
  #current: { readonly socket: Socket; readonly peer: string } | undefined;
  #connections = 0;

  constructor(onConnection: OnConnection, log: Logger) {
    this.#onConnection = onConnection;
    this.log = new PeerLog(log);
  }

  /** Accepts or refuses a connected socket. A Unix peer has no address, so its name is `name` and a number. */
  admit(socket: Socket, name: string): void {
    this.#connections += 1;
    const { remoteAddress, remotePort } = socket;
    const hasAddress = remoteAddress !== undefined && remotePort !== undefined;
    const peer = hasAddress ? formatHostPort(remoteAddress, remotePort) : `${name} #${this.#connections}`;
    socket.on("error", (error: NodeJS.ErrnoException) => {
      const level = PEER_ENDED.has(error.code ?? "") ? "info" : "warn";
      this.log.write(level, { peer, reason: error.message }, "connection failed");
    });
    if (this.#isTaken()) this.#decideLater(socket, peer);
    else this.#take(socket, peer);
  }

  /** Drops the current connection, if any. */
  drop(): void {
    this.#current?.socket.destroy();
  }

  /** Whether a peer is connected. A peer that ended its side is not: one turn may read its end and its successor. */
  #isTaken(): boolean {
    const socket = this.#current?.socket;
    return socket !== undefined && !socket.destroyed && !socket.readableEnded;
  }

  /**
   * A busy daemon accepts a peer that has already gone and its successor in one turn of the event loop, and reads the end
   * of the first in the next one: the successor waits for that.
   */
  #decideLater(socket: Socket, peer: string): void {
    socket.pause();
    const decide = () => {
      if (socket.destroyed) return;
      if (this.#isTaken()) this.#refuse(socket, peer);
      else this.#take(socket, peer);
      socket.resume();
    };
    setImmediate(() => setImmediate(decide));
  }

  #take(socket: Socket, peer: string): void {
    this.#current?.socket.destroy();
    this.#current = { socket, peer };
    socket.once("close", () => {
      if (this.#current?.socket === socket) this.#current = undefined;
    });
    socket.setNoDelay(true);
    if (isTls(socket)) endWritesWithShortRecord(socket);
    watchLiveness(socket);
    this.#onConnection({ stream: socket, peer });
  }

  #refuse(socket: Socket, peer: string): void {
    socket.destroy();
    const connected = this.#current?.peer;
    this.log.write("warn", { peer, connected }, "connection refused: a door serves one QEMU, and one is connected");
  }
}
