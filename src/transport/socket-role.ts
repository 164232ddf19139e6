/** What an inherited socket is for. Node cannot ask a descriptor (SO_ACCEPTCONN), but Linux lists every socket. */
import { readFileSync } from "node:fs";
import { type SocketRole, tcpRole } from "./tcp-table.ts";

/** __SO_ACCEPTCON in include/uapi/linux/net.h, and SOCK_STREAM, SS_CONNECTED, as /proc/net/unix prints them. */
const ACCEPTS = "00010000";
const STREAM = "0001";
const CONNECTED = "03";

/**
 * Finds the socket with this inode number. Undefined: neither a TCP nor a Unix stream socket, neither listening nor
 * connected, of another network namespace, or the system has no such lists.
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
