/** Role of an inherited socket. Node cannot read SO_ACCEPTCONN, so this looks in Linux's lists of all sockets. */
import { readFileSync } from "node:fs";
import { type SocketRole, tcpRole } from "./tcp-table.ts";

/** __SO_ACCEPTCON in include/uapi/linux/net.h, and SOCK_STREAM, SS_CONNECTED, as /proc/net/unix prints them. */
const ACCEPTS = "00010000";
const STREAM = "0001";
const CONNECTED = "03";

/**
 * Finds the role of the socket with this inode number. Returns undefined if it is not a TCP or Unix stream socket, if
 * it neither listens nor is connected, if it is from another network namespace, or if the system has no such lists.
 */
export function socketRole(inode: number): SocketRole | undefined {
  return unixRole(readTable("unix"), inode) ?? tcpRole(readTable("tcp"), inode) ?? tcpRole(readTable("tcp6"), inode);
}

/** Rows of /proc/net/unix: `Num RefCount Protocol Flags Type St Inode Path`. */
export function unixRole(table: string, inode: number): SocketRole | undefined {
  for (const line of table.split("\n").slice(1)) {
    const [, , , flags, type, state, number] = line.trim().split(/\s+/);
    if (Number(number) !== inode || type !== STREAM) continue;
    if (flags === ACCEPTS) return "listening";
    return state === CONNECTED ? "connected" : undefined;
  }
  return undefined;
}

function readTable(name: string): string {
  try {
    return readFileSync(`/proc/self/net/${name}`, "latin1");
  } catch {
    return "";
  }
}
