/** Programs of this machine and the shared libraries they load, to be run in the guest at the same paths. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { DebianPackage } from "../setup/debian-packages.ts";

const DIRECTORIES = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** Where a program is; a user's PATH may lack the sbin directories. Throws with the package it is in. */
export function findProgram(name: string, from: DebianPackage): string {
  const path = DIRECTORIES.map((directory) => `${directory}/${name}`).find((candidate) => existsSync(candidate));
  if (path === undefined) throw new Error(`${name} is not installed: apt-get install ${from.name}`);
  return path;
}

/** The libraries of these programs, the dynamic linker among them. */
export function sharedLibraries(programs: readonly string[]): string[] {
  // It fails for a script or a static program among them, but has listed the others.
  const { stdout, error } = spawnSync("ldd", programs, { encoding: "utf8" });
  if (error !== undefined) throw error;
  const missing = /^\s*(\S+) => not found$/m.exec(stdout)?.[1];
  if (missing !== undefined) throw new Error(`ldd does not find ${missing}`);
  const libraries = [...stdout.matchAll(/^\s+(?:\S+ => )?(\/\S+) \(0x/gm)].map(([, path = ""]) => path);
  return [...new Set(libraries)].sort();
}
