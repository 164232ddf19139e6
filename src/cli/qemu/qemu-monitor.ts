/**
 * Flags for a QMP connection from QEMU to our socket. They go into a file for -readconfig, because -qmp and -mon switch the
 * default monitor off: with -nographic, Ctrl-C would then end QEMU, and Ctrl-A C would find no monitor.
 */
import { writeFileSync } from "node:fs";

/** Writes the file and returns the flags; none if the socket's name cannot be written in such a file. */
export function monitorFlags(file: string, socket: string): readonly string[] {
  if (/["\n]/.test(socket)) return [];
  const text = `[chardev "${ID}"]
  backend = "socket"
  path = "${socket}"

[mon "${ID}"]
  mode = "control"
  chardev = "${ID}"
`;
  writeFileSync(file, text);
  return ["-readconfig", file];
}

const ID = "extern-bmc-qmp";
