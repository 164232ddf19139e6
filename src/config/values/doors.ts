/** Which doors are one and the same. */
import { resolve } from "node:path";
import { type Address, formatHostPort, parseAddress } from "../../transport/address.ts";
import { DoorError } from "../../transport/door-error.ts";

/** Equal for addresses that cannot both be opened; undefined for one that is another each time. */
export function doorKey(text: string): string | undefined {
  const address = addressIn(text);
  switch (address?.kind) {
    // One socket has many relative paths.
    case "unix":
      return `unix:${resolve(address.path)}`;
    case "tcp":
    case "tls":
      return address.port === 0 ? undefined : formatHostPort(address.host, address.port);
    default:
      return text;
  }
}

export function eachOnce(doors: readonly string[]): boolean {
  const keys = doors.map(doorKey).filter((key) => key !== undefined);
  return new Set(keys).size === keys.length;
}

/** Nothing for what is no address: that is told elsewhere. */
export function addressIn(text: string): Address | undefined {
  try {
    return parseAddress(text);
  } catch (error) {
    if (error instanceof DoorError) return undefined;
    throw error;
  }
}
