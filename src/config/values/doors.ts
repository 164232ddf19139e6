/** Comparison of doors: whether two addresses are the same door. */
import { resolve } from "node:path";
import {
  type DoorSetting,
  formatAddress,
  formatHostPort,
  formatLanDoor,
  type HttpAddress,
  parseDoor,
  parseHttpDoor,
  parseLanDoor,
  type UdpAddress,
} from "../../transport/address.ts";
import { DoorError } from "../../transport/door-error.ts";

/** Returns equal keys for addresses that cannot both be opened; undefined for port 0, which differs each time. */
export function doorKey(text: string): string | undefined {
  const lan = lanDoorIn(text);
  if (lan) return lan.port === 0 ? undefined : formatLanDoor(lan);
  const http = httpDoorIn(text);
  if (http) return http.port === 0 ? undefined : formatHostPort(http.host, http.port);
  const address = doorIn(text)?.address;
  if (!address) return text;
  switch (address.kind) {
    // Different relative paths may name the same socket.
    case "unix":
      return `unix:${resolve(address.path)}`;
    case "tcp":
    case "tls":
      return address.port === 0 ? undefined : formatHostPort(address.host, address.port);
    default:
      return formatAddress(address);
  }
}

export function eachOnce(doors: readonly string[]): boolean {
  const keys = doors.map(doorKey).filter((key) => key !== undefined);
  return new Set(keys).size === keys.length;
}

/** Splits a list at its commas, except those before a door's option. */
export function splitDoors(text: string): string[] {
  return text.split(/,(?!interface=)/);
}

/** Returns undefined for an invalid address, which the schema reports. */
export function doorIn(text: string): DoorSetting | undefined {
  return valid(() => parseDoor(text));
}

/** Returns undefined for an invalid address, as `doorIn` does. */
export function lanDoorIn(text: string): UdpAddress | undefined {
  return valid(() => parseLanDoor(text));
}

/** Returns undefined for an invalid address, as `doorIn` does. */
export function httpDoorIn(text: string): HttpAddress | undefined {
  return valid(() => parseHttpDoor(text));
}

function valid<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof DoorError) return undefined;
    throw error;
  }
}
