/** Addresses that a host's services have for themselves: loopback, link-local ones, and the metadata of clouds. */
import { BlockList, isIP } from "node:net";

/** The unspecified addresses reach loopback, too. */
const LOOPBACK = listOf([
  ["127.0.0.0", 8],
  ["0.0.0.0", 8],
  ["::1", 128],
  ["::", 128],
]);

/** Behind an IPv4 address here is one of IPv6 too: see NAT64. */
const LINK_LOCAL = [["169.254.0.0", 16]] as const;
const METADATA = [
  ["168.63.129.16", 32], // Azure's WireServer
  ["100.100.100.200", 32], // Alibaba Cloud
] as const;

const LOCAL = listOf([
  ...LINK_LOCAL,
  ...METADATA,
  ["fe80::", 10],
  ["fd00:ec2::254", 128], // AWS
  ["fd00:ec2::23", 128], // AWS, credentials of pods
  ["fd20:ce::254", 128], // Google Cloud
  ["fd00:c1::a9fe:a9fe", 128], // Oracle Cloud
  ["fd00:42::42", 128], // Scaleway
  // NAT64 (RFC 6052 §2.1): a translator would send these to the IPv4 addresses above, perhaps to its own loopback.
  ...[...LINK_LOCAL, ...METADATA, ["127.0.0.0", 8] as const, ["0.0.0.0", 8] as const].map(
    ([address, bits]) => [`64:ff9b::${address}`, 96 + bits] as const,
  ),
]);

/** Whether an address is this host's own: 127.0.0.1, ::1. */
export function isLoopback(address: string): boolean {
  return isIn(LOOPBACK, address);
}

/** Whether an address is link-local, or has a cloud's metadata: no client may make the daemon send requests there. */
export function isLocalService(address: string): boolean {
  return isIn(LOCAL, address);
}

function listOf(networks: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [address, bits] of networks) list.addSubnet(address, bits, familyOf(address));
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  return isIP(address) !== 0 && list.check(address, familyOf(address));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}
