/** IPv6 addresses as text: 16 bytes, or 16 bytes and a prefix length. */
import { z } from "zod";

const ADDRESS = "an IPv6 address such as 2001:db8::7";
const PREFIX = "an IPv6 address with its prefix length, such as 2001:db8::7/64";

export function ipv6() {
  return z.ipv6(ADDRESS).transform(bytesOf);
}

export function ipv6WithPrefix() {
  return z.cidrv6(PREFIX).transform((text) => {
    const [address = "", length = ""] = text.split("/");
    return { address: bytesOf(address), prefixLength: Number(length) };
  });
}

/** The address must be valid. A URL's host has no IPv4 part and the fewest digits. */
function bytesOf(text: string): Uint8Array {
  const { hostname } = new URL(`http://[${text}]`);
  const [before = [], after = []] = hostname
    .slice(1, -1)
    .split("::")
    .map((half) => half.split(":").filter((group) => group !== ""));
  const zeros: string[] = Array(8 - before.length - after.length).fill("0");
  return Uint8Array.from(
    Buffer.from([...before, ...zeros, ...after].map((group) => group.padStart(4, "0")).join(""), "hex"),
  );
}
