/** Doors that clients can no longer find. */
import { statSync } from "node:fs";

const UNIX = "unix:";

/** Returns the addresses of open Unix doors whose socket file was removed. */
export function lostDoors(addresses: readonly string[]): string[] {
  return addresses.filter((address) => address.startsWith(UNIX) && !isSocket(address.slice(UNIX.length)));
}

function isSocket(path: string): boolean {
  try {
    return statSync(path).isSocket();
  } catch {
    return false;
  }
}
