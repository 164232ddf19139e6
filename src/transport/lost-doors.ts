/** Doors that nobody finds any more. */
import { statSync } from "node:fs";

const UNIX = "unix:";

/** Of these addresses of doors that are open, those of Unix sockets that somebody has removed. */
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
