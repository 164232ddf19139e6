/** C programs of the tests, compiled on this machine and run in the guest: it has the libraries of its own programs. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { temporaryDirectory } from "../doors/door.ts";
import type { LinuxGuest } from "./linux-guest.ts";

/** Compiles a source of this folder and puts the program into the guest. Returns its path there. */
export async function installProgram(guest: LinuxGuest, name: string): Promise<string> {
  const program = join(temporaryDirectory(), name);
  execFileSync("gcc", ["-Wall", "-Werror", "-Os", "-s", "-o", program, join(import.meta.dirname, `${name}.c`)]);
  const path = `/tmp/${name}`;
  const packed = gzipSync(readFileSync(program)).toString("base64");
  const { exitCode, stderr } = await guest.run(`echo ${packed} | base64 -d | gunzip > ${path} && chmod +x ${path}`);
  if (exitCode !== 0) throw new Error(`${name} could not be put into the guest: ${stderr}`);
  return path;
}
