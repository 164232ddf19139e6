/**
 * Rows of Linux's /proc/net/tcp and tcp6, the only place where Node can learn what the kernel knows of a connection
 * (proc_net_tcp.rst; get_tcp4_sock in net/ipv4/tcp_ipv4.c).
 *
 *     sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *      1: 0100007F:238E 0100007F:C1EC 01 00000000:00000000 00:00000000 00000000     0        0 39974 …
 */

import { SocketAddress } from "node:net";
import { endianness } from "node:os";
import { hex } from "../text/hex.ts";

/** enum in include/net/tcp_states.h, as the table prints it. */
const ROLE_OF_STATE: Readonly<Record<string, SocketRole>> = { "01": "connected", "08": "connected", "0A": "listening" };

export type SocketRole = "listening" | "connected";

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Packets of the kernel that the peer has not answered, since its last answer. */
export interface Unanswered {
  readonly retransmits: number;
  /** Keepalives, which stop when bytes are under way, and zero window probes. */
  readonly probes: number;
}

/** Matches the rows with unacknowledged bytes or unanswered probes: of a thousand idle connections, hardly one. */
const UNSETTLED =
  /^ *\d+: (?<local>\w+:\w{4}) (?<remote>\w+:\w{4}) \w\w (?!0{8}:\w+ \w\w:\w+ 0{8} +\d+ +0 )\w+:\w+ \w\w:\w+ (?<retransmits>\w{8}) +\d+ +(?<probes>\d+) /gm;

/** One reading of a table, for the connections of a whole daemon. */
export class TcpTable {
  readonly #unanswered = new Map<string, Unanswered>();

  constructor(text: string) {
    for (const { groups = {} } of text.matchAll(UNSETTLED)) {
      const { local = "", remote = "", retransmits = "", probes } = groups;
      const unanswered = { retransmits: Number.parseInt(retransmits, 16), probes: Number(probes) };
      this.#unanswered.set(`${readEndpoint(local)} ${readEndpoint(remote)}`, unanswered);
    }
  }

  /** Undefined: nothing is under way, or the table lacks the connection. */
  unanswered(local: Endpoint, remote: Endpoint): Unanswered | undefined {
    if (this.#unanswered.size === 0) return undefined;
    return this.#unanswered.get(`${local.address} ${local.port} ${remote.address} ${remote.port}`);
  }
}

/** Returns the role of the socket with this inode number; undefined if the table lacks it or it has neither role. */
export function tcpRole(table: string, inode: number): SocketRole | undefined {
  for (const line of table.split("\n").slice(1)) {
    const [, , , state = "", , , , , , ofRow] = line.trim().split(/\s+/);
    if (Number(ofRow ?? 0) === inode) return ROLE_OF_STATE[state];
  }
  return undefined;
}

function readEndpoint(field: string): string {
  const [address = "", port = ""] = field.split(":");
  return `${readAddress(address)} ${Number.parseInt(port, 16)}`;
}

/** Reads an address, which the kernel prints as 32-bit words in its own byte order. */
function readAddress(field: string): string {
  const bytes = Buffer.from(field, "hex");
  if (endianness() === "LE") bytes.swap32();
  if (bytes.length === 4) return bytes.join(".");
  const groups = hex(bytes).match(/.{4}/g) ?? [];
  return new SocketAddress({ address: groups.join(":"), family: "ipv6" }).address;
}
