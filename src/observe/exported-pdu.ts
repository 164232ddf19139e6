/**
 * Datagrams of LAN doors as Wireshark's exported PDUs, link type 252 of pcapng: tags, then the datagram. The first
 * two name the dissector by its usual UDP port, so that Wireshark reads RMCP, or a trap's SNMP; the others have the real addresses and ports.
 *
 *   tag (2), length (2), value…, most significant byte first; every length is a multiple of four; tag 0 ends the list
 */
import { type Captured, packetBlock } from "./pcapng.ts";
import type { Datagram, SocketAddress } from "./trace-event.ts";

const Tag = {
  End: 0,
  DissectorTable: 14,
  Ipv4Source: 20,
  Ipv4Destination: 21,
  Ipv6Source: 22,
  Ipv6Destination: 23,
  PortType: 24,
  SourcePort: 25,
  DestinationPort: 26,
  DissectorTableValue: 32,
} as const;
const TABLE = Buffer.from("udp.port");
/** The ports that Wireshark knows the protocols by. */
const PORTS = { rmcp: 623, snmp: 162 } as const;
const UDP = 3;

export function datagramBlock(captured: Captured, { from, to, bytes, protocol = "rmcp" }: Datagram): Uint8Array {
  const tags = [
    tag(Tag.DissectorTable, TABLE),
    tag(Tag.DissectorTableValue, u32(PORTS[protocol])),
    addressTag(from, Tag.Ipv4Source, Tag.Ipv6Source),
    addressTag(to, Tag.Ipv4Destination, Tag.Ipv6Destination),
    tag(Tag.PortType, u32(UDP)),
    tag(Tag.SourcePort, u32(from.port)),
    tag(Tag.DestinationPort, u32(to.port)),
    tag(Tag.End, Buffer.alloc(0)),
  ];
  return packetBlock(captured, Buffer.concat([...tags, bytes]));
}

function addressTag({ address }: SocketAddress, ipv4: number, ipv6: number): Buffer {
  return address.includes(":") ? tag(ipv6, ipv6Bytes(address)) : tag(ipv4, Buffer.from(address.split(".").map(Number)));
}

function tag(number: number, value: Buffer): Buffer {
  const header = Buffer.alloc(4);
  header.writeUInt16BE(number, 0);
  header.writeUInt16BE(value.length, 2);
  return Buffer.concat([header, value]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const IPV6_GROUPS = 8;

/** Returns the 16 bytes of an address such as fe80::1%eth0 or ::ffff:192.0.2.1. */
function ipv6Bytes(address: string): Buffer {
  const [plain = ""] = address.split("%");
  const [head = "", tail = ""] = plain.split("::");
  const [first, last] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array<number>(Math.max(0, IPV6_GROUPS - first.length - last.length)).fill(0);
  const bytes = Buffer.alloc(2 * IPV6_GROUPS);
  for (const [at, group] of [...first, ...zeros, ...last].entries()) bytes.writeUInt16BE(group, 2 * at);
  return bytes;
}

function groupsOf(text: string): readonly number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return group.includes(".") ? [256 * a + b, 256 * c + d] : [Number.parseInt(group, 16)];
  });
}
