/** The reason why a program does not start although the system says ENOENT: a script's interpreter may be missing. */
import { closeSync, existsSync, openSync, readSync } from "node:fs";
import { join } from "node:path";

/** Linux reads no more of a script's first line: BINPRM_BUF_SIZE. */
const FIRST_LINE = 256;

export function missingProgram(program: string, path = process.env["PATH"] ?? ""): string {
  const candidates = program.includes("/") ? [program] : path.split(":").map((directory) => join(directory, program));
  const file = candidates.find((each) => existsSync(each));
  if (file === undefined) return "there is no such program";
  const interpreter = /^#! *(\S+)/.exec(beginningOf(file))?.[1];
  if (interpreter === undefined) return "the program loader that it needs is missing, as of another architecture";
  return `its first line names the interpreter ${interpreter}, which does not exist`;
}

function beginningOf(file: string): string {
  const bytes = Buffer.alloc(FIRST_LINE);
  const fd = openSync(file, "r");
  try {
    return bytes.toString("latin1", 0, readSync(fd, bytes)).split("\n", 1).join("");
  } finally {
    closeSync(fd);
  }
}
