/**
 * A TCP peer whose machine or network died says nothing; it is noticed within 15 s.
 *
 * While the line is idle the kernel's keepalive would do. But it rests as long as bytes of ours are unacknowledged, and
 * then a connection lives for another quarter of an hour (tcp_retries2). TCP_USER_TIMEOUT is out of Node's reach, so we
 * look at what the kernel counts: probes and retransmissions that nobody answered. A peer that is there and just
 * does not read (a stopped QEMU) answers its kernel's probes and is left alone.
 */
import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { unansweredProbes } from "./tcp-table.ts";

/** The first keepalive probe goes out after so long; libuv has nine more follow, one a second: dead after 13 s. */
export const KEEPALIVE_IDLE_MS = 3000;
export const CHECK_INTERVAL_MS = 2000;
/** Counted in checks, not on a clock: if this process was stopped for a while, that is not the peer's silence. */
export const UNANSWERED_CHECKS = 4;

/** Destroys a TCP socket, with an error, when its peer has died. Unix sockets need none of this: the kernel tells. */
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
    socket.destroy(new Error(`the peer's machine has answered nothing for about ${seconds} s`));
  }

  let timer: NodeJS.Timeout | undefined;
  function schedule(): void {
    if (socket.destroyed) return;
    // Without the table (not Linux, or /proc not mounted) keepalive is all there is.
    timer = setTimeout(() => void check().catch(() => undefined), CHECK_INTERVAL_MS);
  }

  socket.setKeepAlive(true, KEEPALIVE_IDLE_MS);
  socket.once("close", () => clearTimeout(timer));
  schedule();
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, "");
}
