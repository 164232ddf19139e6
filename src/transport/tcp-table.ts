/**
 * Rows of Linux's /proc/net/tcp and tcp6, the only place where Node can learn what the kernel knows of a connection
 * (proc_net_tcp.rst; get_tcp4_sock in net/ipv4/tcp_ipv4.c).
 *
 *     sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
 *      1: 0100007F:238E 0100007F:C1EC 01 00000000:00000000 00:00000000 00000000     0        0 39974 …
 */

import { SocketAddress } from "node:net";
import { endianness } from "node:os";
import { hex, hexDigits } from "../text/hex.ts";

/** enum in include/net/tcp_states.h, as the table prints it. */
const ROLE_OF_STATE: Readonly<Record<string, SocketRole>> = { "01": "connected", "08": "connected", "0A": "listening" };

export type SocketRole = "listening" | "connected";

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** One reading of a table, for the connections of a whole daemon: each is found by its ports. */
export class TcpTable {
  readonly #byPorts: ReadonlyMap<string, readonly Row[]>;

  constructor(text: string) {
    this.#byPorts = Map.groupBy(rows(text), ({ local, remote }) => `${local.port} ${remote.port}`);
  }

  /** Returns the number of consecutive probes without an answer: retransmissions, keepalives and zero window probes. */
  unansweredProbes(local: Endpoint, remote: Endpoint): number | undefined {
    const candidates = this.#byPorts.get(`${hexPort(local.port)} ${hexPort(remote.port)}`) ?? [];
    return candidates.find(
      (row) => readAddress(row.local.address) === local.address && readAddress(row.remote.address) === remote.address,
    )?.unanswered;
  }
}

/** Returns the role of the socket with this inode number; undefined if the table lacks it or it has neither role. */
export function tcpRole(table: string, inode: number): SocketRole | undefined {
  for (const row of rows(table)) if (row.inode === inode) return ROLE_OF_STATE[row.state];
  return undefined;
}

interface Row {
  readonly local: { readonly address: string; readonly port: string };
  readonly remote: { readonly address: string; readonly port: string };
  readonly state: string;
  readonly unanswered: number;
  readonly inode: number;
}

function* rows(table: string): Generator<Row> {
  for (const line of table.split("\n").slice(1)) {
    const [, local = "", remote = "", state = "", , , retransmits, , probes, inode] = line.trim().split(/\s+/);
    yield {
      local: endpoint(local),
      remote: endpoint(remote),
      state,
      unanswered: Number.parseInt(retransmits ?? "0", 16) + Number(probes ?? 0),
      inode: Number(inode ?? 0),
    };
  }
}

function endpoint(field: string): { address: string; port: string } {
  const colon = field.indexOf(":");
  return { address: field.slice(0, colon), port: field.slice(colon + 1) };
}

function hexPort(port: number): string {
  return hexDigits(port, 4).toUpperCase();
}

/** Reads an address, which the kernel prints as 32-bit words in its own byte order. */
function readAddress(field: string): string {
  const bytes = Buffer.from(field, "hex");
  if (endianness() === "LE") bytes.swap32();
  if (bytes.length === 4) return bytes.join(".");
  const groups = hex(bytes).match(/.{4}/g) ?? [];
  return new SocketAddress({ address: groups.join(":"), family: "ipv6" }).address;
}
