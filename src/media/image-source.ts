/**
 * Where images may come from. A client that may insert media makes the daemon send requests, so an address that only the
 * daemon can reach is refused: link-local ones and others of a cloud's metadata, and loopback for clients of other hosts.
 */
import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { ImageError } from "./image-error.ts";
import { isLocalService, isLoopback } from "./reserved-addresses.ts";

export const SCHEMES = ["http", "https"] as const;

export interface SourceRules {
  readonly schemes: readonly (typeof SCHEMES)[number][];
  /** The only hosts that images may come from, whatever their address; undefined: any host at an allowed address. */
  readonly hosts: readonly string[] | undefined;
}

/** Parses an image's address. @throws ImageError when it is not one, or not one of those allowed */
export function sourceOf(text: string, { schemes, hosts }: SourceRules, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  const allowed = schemes.map((scheme) => `${scheme}://`).join(" or ");
  if (!url) {
    throw new ImageError(
      "address",
      `the image is not an address; expected ${allowed}, or the name of a file in the directory that media.images sets`,
    );
  }
  if (!schemes.some((scheme) => url.protocol === `${scheme}:`)) {
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
    hosts !== undefined || !(isLocalService(address) || (isLoopback(address) && !mayBeLoopback));
  const refused = () =>
    new ImageError(
      "address",
      `images may not come from ${host}, which is loopback, link-local or a cloud's metadata; media.hosts can allow it`,
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
