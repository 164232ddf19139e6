/**
 * A QMP connection from QEMU to a socket of ours, by flags that take nothing away: -qmp and -mon switch the default monitor
 * off, and with -nographic Ctrl-C would then end QEMU and Ctrl-A C find nothing; what a file says does not.
 */
import { writeFileSync } from "node:fs";

/** Writes the file, in a directory that is ours alone. None where its name cannot stand in such a file. */
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
