/** Machine code from assembly text, by GNU as and ld. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const EMULATION = { 32: "elf_i386", 64: "elf_x86_64" } as const;

/** Returns the code of a program with the symbol _start, to be placed at address 0. `bits`: those of as. */
export function assemble(source: string, bits: keyof typeof EMULATION): Uint8Array {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-as-"));
  const [text, object, binary] = [join(directory, "code.s"), join(directory, "code.o"), join(directory, "code")];
  try {
    writeFileSync(text, source);
    execFileSync("as", [`--${bits}`, "-o", object, text]);
    execFileSync("ld", ["-m", EMULATION[bits], "-Ttext", "0", "--oformat", "binary", "-o", binary, object]);
    return readFileSync(binary);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
