/**
 * Detection of dead TCP peers: a peer whose machine or network died sends nothing, and is detected within 15 s.
 *
 * The kernel's keepalive suffices only while the connection is idle. With unacknowledged bytes it stops, and the
 * connection stays open for another quarter of an hour (tcp_retries2). Node cannot set TCP_USER_TIMEOUT, so the daemon
 * reads the kernel's count of unanswered probes and retransmissions. A living peer that does not read (a stopped QEMU)
 * is left alone, because its kernel answers probes.
 */
import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { unansweredProbes } from "./tcp-table.ts";

/** Idle time before the first keepalive probe. libuv adds nine more, one per second: a peer is dead after 13 s. */
export const KEEPALIVE_IDLE_MS = 3000;
export const CHECK_INTERVAL_MS = 2000;
/** Unanswered checks before a peer counts as dead. Checks, not time: this process may have been stopped meanwhile. */
export const UNANSWERED_CHECKS = 4;

/**
 * Destroys a TCP socket, with an error, when its peer has died. Unix sockets do not need this: the kernel closes them.
 */
export function watchLiveness(socket: Socket): void {
  const { localAddress, localPort, remoteAddress, remotePort, remoteFamily } = socket;
  if (!localAddress || !localPort || !remoteAddress || !remotePort) return;
  const local = { address: withoutZone(localAddress), port: localPort };
  const remote = { address: withoutZone(remoteAddress), port: remotePort };
  const table = remoteFamily === "IPv6" ? "/proc/self/net/tcp6" : "/proc/self/net/tcp";
  let bytesRead = 0;
  let unansweredChecks = 0;

  async function check(): Promise<void> {
    if (socket.bytesRead !== bytesRead) {
      bytesRead = socket.bytesRead;
      unansweredChecks = 0;
    } else {
      const text = await readFile(table, "latin1");
      unansweredChecks = unansweredProbes(text, local, remote) ? unansweredChecks + 1 : 0;
    }
    if (unansweredChecks < UNANSWERED_CHECKS) return schedule();
    const seconds = (UNANSWERED_CHECKS * CHECK_INTERVAL_MS) / 1000;
    socket.destroy(new Error(`the peer's machine has not answered for about ${seconds} s`));
  }

  let timer: NodeJS.Timeout | undefined;
  function schedule(): void {
    if (socket.destroyed) return;
    // Without the table (not Linux, or /proc not mounted) only keepalive detects a dead peer.
    timer = setTimeout(() => void check().catch(() => undefined), CHECK_INTERVAL_MS);
  }

  socket.setKeepAlive(true, KEEPALIVE_IDLE_MS);
  socket.once("close", () => clearTimeout(timer));
  schedule();
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, "");
}
