/**
 * connect:ADDRESS, for a QEMU that listens (`server=on,wait=off`). Uses node:net and node:tls, because node-ipc's
 * client retries at a fixed interval. An open door has begun to dial: QEMU may start later, and restart.
 */
import { connect as connectTcp, type Socket } from "node:net";
import { resolve } from "node:path";
import { type DialAddress, formatAddress } from "./address.ts";
import type { Door, TlsFiles } from "./connection.ts";
import { reasonOf } from "./door-error.ts";
import type { OnePeer } from "./one-peer.ts";
import { readTlsFiles } from "./tls-files.ts";
import { checkPathLength } from "./unix-path.ts";

/** First wait after a failure. It doubles up to the longest wait, without jitter, because each QEMU has one daemon. */
export const FIRST_WAIT_MS = 100;
export const LONGEST_WAIT_MS = 5000;
/** Age at which a connection counts as a success; the next wait is then the first one again. */
export const SUCCESS_MS = 1000;
/** Time limit of an attempt, TLS handshake included. */
export const CONNECT_TIMEOUT_MS = 5000;

/**
 * Starts to dial. Throws DoorError for mistakes that waiting cannot fix: a path that is too long, missing certificates.
 */
export function openDialDoor({ to }: DialAddress, files: TlsFiles | undefined, peers: OnePeer): Door {
  const target = to.kind === "unix" ? { ...to, path: resolve(to.path) } : to;
  const dialer = new Dialer(target, dialFunction(target, files), peers);
  dialer.dial();
  return dialer;
}

type Dial = (onConnected: () => void) => Socket;

function dialFunction(target: DialAddress["to"], files: TlsFiles | undefined): Dial {
  const door = formatAddress({ kind: "connect", to: target });
  if (target.kind === "unix") {
    checkPathLength(target.path, door);
    return (onConnected) => connectTcp({ path: target.path }, onConnected);
  }
  const { host, port } = target;
  if (target.kind === "tcp") return (onConnected) => connectTcp({ host, port }, onConnected);
  const identity = readTlsFiles(door, files);
  const { connect: connectTls } = process.getBuiltinModule("node:tls");
  return (onConnected) => connectTls({ host, port, ...identity }, onConnected);
}

class Dialer implements Door {
  readonly address: string;
  readonly #target: string;
  readonly #dial: Dial;
  readonly #peers: OnePeer;
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  #waitMs = FIRST_WAIT_MS;
  #reportedReason = "";
  #closed = false;

  constructor(target: DialAddress["to"], dial: Dial, peers: OnePeer) {
    this.address = formatAddress({ kind: "connect", to: target });
    this.#target = formatAddress(target);
    this.#dial = dial;
    this.#peers = peers;
  }

  dial(): void {
    let connectedAtMs: number | undefined;
    const socket = this.#dial(() => {
      connectedAtMs = performance.now();
      socket.setTimeout(0);
      this.#reportedReason = "";
      this.#peers.admit(socket, this.#target);
    });
    this.#socket = socket;
    socket.setTimeout(CONNECT_TIMEOUT_MS, () => socket.destroy(new Error("no answer")));
    socket.on("error", (error) => {
      if (connectedAtMs === undefined) this.#report(reasonOf(error));
    });
    socket.once("close", () => {
      const succeeded = connectedAtMs !== undefined && performance.now() - connectedAtMs >= SUCCESS_MS;
      this.#dialLater(succeeded);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
  }

  #dialLater(succeeded: boolean): void {
    if (this.#closed) return;
    if (succeeded) this.#waitMs = FIRST_WAIT_MS;
    this.#timer = setTimeout(() => this.dial(), this.#waitMs);
    this.#waitMs = Math.min(2 * this.#waitMs, LONGEST_WAIT_MS);
  }

  /** Logs each cause once, not each attempt. */
  #report(reason: string): void {
    if (reason === this.#reportedReason) return;
    this.#reportedReason = reason;
    this.#peers.log.write("info", { reason }, "QEMU cannot be reached yet; still dialing");
  }
}
