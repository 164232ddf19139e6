/** Compiles a C program of this folder. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Returns the path of the program in `directory`; undefined on a machine without gcc. */
export function compile(name: string, directory: string): string | undefined {
  const program = join(directory, name);
  const source = fileURLToPath(new URL(`${name}.c`, import.meta.url));
  const { error, status, stderr } = spawnSync("gcc", ["-O2", "-Wall", "-o", program, source], { encoding: "utf8" });
  if (error) return undefined;
  if (status !== 0) throw new Error(`gcc: ${stderr}`);
  return program;
}
