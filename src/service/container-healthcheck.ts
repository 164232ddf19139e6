/**
 * The container's HEALTHCHECK: exit code 0 if every door of the configuration listens, otherwise 1 and the doors that do not.
 * It never connects, as a door's only slot is QEMU's. So it sees that the socket listens, not that the BMC answers, and it
 * cannot check doors that dial out, inherited doors and doors on any free port (0).
 */

import { readFileSync, statSync } from "node:fs";
import { startConfig } from "../config/start.ts";
import { hexDigits } from "../text/hex.ts";
import { type Address, parseDoor } from "../transport/address.ts";

// Without a top-level await, for which the bundler would split the output into more files.
check().catch(({ message }: Error) => fail(message));

async function check(): Promise<void> {
  const { machines } = await startConfig(undefined, process.env);
  const doors = machines.flatMap(({ listen }) => listen);
  const closed = doors.filter((text) => !accepts(parseDoor(text).address));
  if (closed.length > 0) fail(`not accepting: ${closed.join(" ")}`);
}

function fail(why: string): void {
  console.error(why);
  process.exitCode = 1;
}

function accepts(address: Address): boolean {
  switch (address.kind) {
    case "unix":
      // The door binds under a temporary name and renames it, so the file exists only once it accepts.
      return statSync(address.path, { throwIfNoEntry: false })?.isSocket() ?? false;
    case "tcp":
    case "tls":
      return address.port === 0 || isListening(address.port);
    case "fd":
    case "connect":
      return true;
  }
}

/** Whether some address of this network namespace listens on the port (proc_net_tcp.rst: state 0A). */
function isListening(port: number): boolean {
  const local = hexDigits(port, 4).toUpperCase();
  const row = new RegExp(`^\\s*\\d+: [0-9A-F]+:${local} [0-9A-F]+:0000 0A `, "m");
  return ["/proc/net/tcp", "/proc/net/tcp6"].some((table) => row.test(read(table)));
}

/** Returns "" for a table that does not exist: a kernel without IPv6 has no tcp6. */
function read(table: string): string {
  try {
    return readFileSync(table, "latin1");
  } catch {
    return "";
  }
}
