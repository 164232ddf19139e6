/**
 * Detection of dead TCP peers: a peer whose machine or network died sends nothing, and is detected within 15 s.
 *
 * The kernel's keepalive suffices only while the connection is idle. With unacknowledged bytes it stops, and the
 * connection stays open for another quarter of an hour (tcp_retries2). Node cannot set TCP_USER_TIMEOUT, so the daemon
 * reads the kernel's counts of unanswered probes and retransmissions until all bytes are acknowledged. A living peer that
 * does not read (a stopped QEMU) is left alone, because its kernel answers probes.
 */
import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { Members } from "../members.ts";
import { type Endpoint, TcpTable } from "./tcp-table.ts";

/** Idle time before the first keepalive probe. libuv adds nine more, one per second: a peer is dead after 13 s. */
export const KEEPALIVE_IDLE_MS = 3000;
export const CHECK_INTERVAL_MS = 2000;
/** Unanswered checks before a peer counts as dead. Checks, not time: this process may have been stopped meanwhile. */
export const UNANSWERED_CHECKS = 4;
/** Keepalives that count as a check: the kernel sends one a second. */
const KEEPALIVES_A_CHECK = CHECK_INTERVAL_MS / 1000;
/** So many probes are enough, keepalives or not: those of a closed window come more and more slowly. */
const ENOUGH_PROBES = UNANSWERED_CHECKS * KEEPALIVES_A_CHECK;

interface Watched {
  readonly socket: Socket;
  bytesRead: number;
  /** Bytes written when the table last had nothing under way: keepalive suffices until more are. */
  settledAt: number;
  unansweredChecks: number;
}

/** Every TCP connection of this process. One timer checks all, so that a table is read once for a thousand of them. */
const watched = new Members<Watched>();
let timer: NodeJS.Timeout | undefined;

/**
 * Destroys a TCP socket, with an error, when its peer has died. Unix sockets do not need this: the kernel closes them.
 */
export function watchLiveness(socket: Socket): void {
  if (socket.remoteAddress === undefined) return;
  const one: Watched = { socket, bytesRead: 0, settledAt: 0, unansweredChecks: 0 };
  socket.setKeepAlive(true, KEEPALIVE_IDLE_MS);
  watched.add(one);
  socket.once("close", () => {
    watched.delete(one);
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  });
  timer ??= setInterval(() => void check(), CHECK_INTERVAL_MS);
}

/** Checks the connections from which nothing came since the last check, and to which bytes may be under way. */
async function check(): Promise<void> {
  const doubtful = [...watched].filter((one) => {
    const { bytesRead, bytesWritten } = one.socket;
    const isSilent = bytesRead === one.bytesRead;
    one.bytesRead = bytesRead;
    if (!isSilent) one.unansweredChecks = 0;
    return isSilent && bytesWritten !== one.settledAt;
  });
  for (const [path, connections] of Map.groupBy(doubtful, tableOf)) {
    const written = connections.map(({ socket }) => socket.bytesWritten);
    // Without the table (not Linux, or /proc not mounted) only keepalive detects a dead peer. A failed read is retried.
    const text = await readFile(path, "latin1").catch(() => undefined);
    if (text !== undefined) judge(connections, written, new TcpTable(text));
  }
}

function judge(connections: readonly Watched[], written: readonly number[], table: TcpTable): void {
  const seconds = (UNANSWERED_CHECKS * CHECK_INTERVAL_MS) / 1000;
  for (const [at, one] of connections.entries()) {
    const { localAddress, localPort, remoteAddress, remotePort } = one.socket;
    const found = table.unanswered(endpointOf(localAddress, localPort), endpointOf(remoteAddress, remotePort));
    if (found === undefined) one.settledAt = written[at] ?? 0;
    const { retransmits, probes } = found ?? { retransmits: 0, probes: 0 };
    one.unansweredChecks = retransmits + probes > 0 ? one.unansweredChecks + 1 : 0;
    if (one.unansweredChecks + checksBefore(retransmits, probes) < UNANSWERED_CHECKS) continue;
    one.socket.destroy(new Error(`the peer's machine has not answered for about ${seconds} s`));
  }
}

/**
 * Returns how many checks the keepalives stand for that had no answer before bytes of ours stopped them. With a closed window
 * nothing is retransmitted, and the probes are no keepalives.
 */
function checksBefore(retransmits: number, probes: number): number {
  return retransmits > 0 || probes >= ENOUGH_PROBES ? Math.floor(probes / KEEPALIVES_A_CHECK) : 0;
}

/** The kernel's table that has the connection. */
function tableOf({ socket }: Watched): string {
  return socket.remoteFamily === "IPv6" ? "/proc/self/net/tcp6" : "/proc/self/net/tcp";
}

/** Asked for at a check only: most connections of a storm do not live until one. */
function endpointOf(address = "", port = 0): Endpoint {
  return { address: address.replace(/%.*$/, ""), port };
}
