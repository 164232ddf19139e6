/**
 * The container's HEALTHCHECK: exit code 0 if every door the configuration names accepts, else 1 and which does not.
 * It never connects: a door has one slot, and that is QEMU's. So it sees that the socket listens, not that we answer;
 * and of a door that dials out, an inherited one, or one on any free port (0) it sees nothing.
 */
import { readFileSync, statSync } from "node:fs";
import { startConfig } from "../config/start.ts";
import { type Address, parseAddress } from "../transport/address.ts";

// Not awaited here, at the top: where one module is, the bundler makes more files of all.
check().catch(({ message }: Error) => fail(message));

async function check(): Promise<void> {
  const { machines } = await startConfig(undefined, process.env);
  const doors = machines.flatMap(({ listen }) => listen);
  const closed = doors.filter((text) => !accepts(parseAddress(text)));
  if (closed.length > 0) fail(`not accepting: ${closed.join(" ")}`);
}

function fail(why: string): void {
  console.error(why);
  process.exitCode = 1;
}

function accepts(address: Address): boolean {
  switch (address.kind) {
    case "unix":
      // The door binds under another name and renames, so the file is there when it accepts.
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
  const local = port.toString(16).toUpperCase().padStart(4, "0");
  const row = new RegExp(`^\\s*\\d+: [0-9A-F]+:${local} [0-9A-F]+:0000 0A `, "m");
  return ["/proc/net/tcp", "/proc/net/tcp6"].some((table) => row.test(read(table)));
}

/** Without IPv6 in the kernel there is no tcp6. */
function read(table: string): string {
  try {
    return readFileSync(table, "latin1");
  } catch {
    return "";
  }
}
