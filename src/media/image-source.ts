/**
 * Where images may come from. A client that may insert media makes the daemon send requests, so an address that only the
 * daemon can reach is refused: link-local ones and others of a cloud's metadata, and loopback for clients of other hosts.
 */
import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { ImageError } from "./image-error.ts";

export const SCHEMES = ["http", "https"] as const;

export interface SourceRules {
  readonly schemes: readonly (typeof SCHEMES)[number][];
  /** The only hosts that images may come from, whatever their address; undefined: any host at an allowed address. */
  readonly hosts: readonly string[] | undefined;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8);
LOOPBACK.addAddress("::1", "ipv6");
// The unspecified addresses reach loopback, too.
LOOPBACK.addSubnet("0.0.0.0", 8);
LOOPBACK.addAddress("::", "ipv6");

/** Never for a client, wherever it is. */
const LINK_LOCAL = new BlockList();
LINK_LOCAL.addSubnet("169.254.0.0", 16);
LINK_LOCAL.addSubnet("fe80::", 10, "ipv6");
// The metadata of AWS.
LINK_LOCAL.addAddress("fd00:ec2::254", "ipv6");
// NAT64 (RFC 6052 §2.1): a translator would send these to the IPv4 addresses above, perhaps to its own loopback.
LINK_LOCAL.addSubnet("64:ff9b::127.0.0.0", 104, "ipv6");
LINK_LOCAL.addSubnet("64:ff9b::0.0.0.0", 104, "ipv6");
LINK_LOCAL.addSubnet("64:ff9b::169.254.0.0", 112, "ipv6");

/** Whether an address is this host's own: 127.0.0.1, ::1. */
export function isLoopback(address: string): boolean {
  return isIn(LOOPBACK, address);
}

/** Parses an image's address. @throws ImageError when it is not one, or not one of those allowed */
export function sourceOf(text: string, { schemes, hosts }: SourceRules, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  const allowed = schemes.map((scheme) => `${scheme}://`).join(" or ");
  if (!url || !schemes.some((scheme) => url.protocol === `${scheme}:`)) {
    throw new ImageError("address", `the image's address is of another kind; expected ${allowed}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new ImageError("address", "the image's address has a user or a password; send UserName and Password instead");
  }
  if (hosts && !hosts.includes(hostOf(url))) {
    throw new ImageError("address", `images may not come from ${hostOf(url)}; media.hosts lists the hosts allowed`);
  }
  return url;
}

/**
 * A look-up of names that leaves addresses out that are not allowed, at the moment of connecting.
 * @param mayBeLoopback whether the client that asks is on this host
 * @throws ImageError when the URL has an address instead of a name, and it is not allowed
 */
export function guardedLookup(url: URL, { hosts }: SourceRules, mayBeLoopback: boolean): LookupFunction {
  const host = hostOf(url);
  const isAllowed = (address: string) =>
    hosts !== undefined || !(isIn(LINK_LOCAL, address) || (isIn(LOOPBACK, address) && !mayBeLoopback));
  const refused = () =>
    new ImageError(
      "address",
      `images may not come from ${host}, a loopback or link-local address; media.hosts can allow it`,
    );
  if (isIP(host) !== 0 && !isAllowed(host)) throw refused();
  return (name, options, callback) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const allowed = found.filter(({ address }) => isAllowed(address));
      return allowed.length === 0 ? callback(refused(), []) : callback(null, ...answerTo(options, allowed));
    });
  };
}

function answerTo({ all }: LookupOptions, allowed: readonly LookupAddress[]): [string | LookupAddress[], number?] {
  const [first] = allowed;
  return all || !first ? [[...allowed]] : [first.address, first.family];
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, "$1").toLowerCase();
}

function isIn(list: BlockList, address: string): boolean {
  const kind = isIP(address);
  return kind !== 0 && list.check(address, kind === 6 ? "ipv6" : "ipv4");
}
