/**
 * Destinations of events. A user of the BMC names them, so the daemon reaches loopback only, and what the configuration
 * allows: no user can make it send requests to other services of its network.
 */
import { BlockList, isIP } from "node:net";
import { isLocalService } from "../../media/reserved-addresses.ts";

/** Addresses, networks (192.0.2.0/24) or "any": every address but link-local ones and a cloud's metadata. */
export type Allowed = readonly string[];

/** Returns the address in a Destination; undefined if events cannot be sent there. */
export function destinationIn(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.username === "" && url.password === "" && url.hash === "";
  return isPlain && (url.protocol === "http:" || url.protocol === "https:") ? url : undefined;
}

/** The host of an address, without the brackets of IPv6. */
export function hostIn({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1");
}

/** Returns whether events may go to an IP address. */
export function reachable(allowed: Allowed): (address: string) => boolean {
  const list = new BlockList();
  for (const each of ["127.0.0.0/8", "::1", ...allowed]) {
    const [network = "", bits] = each.split("/");
    const family = isIP(network) === 6 ? "ipv6" : "ipv4";
    if (isIP(network) > 0) list.addSubnet(network, Number(bits ?? (family === "ipv6" ? 128 : 32)), family);
  }
  return (address) => {
    const family = isIP(address);
    if (family === 0) return false;
    const isListed = list.check(address, family === 6 ? "ipv6" : "ipv4");
    return isListed || (allowed.includes("any") && !isLocalService(address));
  };
}
