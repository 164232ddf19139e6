/** Modules of the guest's kernel, with their dependencies (depmod's modules.dep). */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type DebianKernel, modulesDirectory } from "./debian-kernel.ts";
import { unxz } from "./unxz.ts";

export interface KernelModule {
  /** Below the modules' directory, as in "kernel/drivers/char/ipmi/ipmi_si.ko". */
  readonly path: string;
  readonly content: Buffer;
  /** Paths of the modules that must be loaded before it. */
  readonly needs: readonly string[];
}

/** These modules and all they need; the ones built into the kernel left out. Throws on one that the kernel has not. */
export function kernelModules({ release }: DebianKernel, names: readonly string[]): KernelModule[] {
  const directory = modulesDirectory(release);
  const needsOf = new Map(readDependencies(readFileSync(join(directory, "modules.dep"), "utf8")));
  const builtIn = new Set(readFileSync(join(directory, "modules.builtin"), "utf8").split("\n").map(moduleName));
  const pathOf = new Map([...needsOf.keys()].map((path) => [moduleName(path), path]));
  const wanted = names
    .filter((name) => !builtIn.has(name))
    .flatMap((name) => {
      const path = pathOf.get(name);
      if (path === undefined) throw new Error(`${directory} has no module ${name}`);
      return [path, ...(needsOf.get(path) ?? [])];
    });
  return [...new Set(wanted)].sort().map((path) => ({
    path: withoutXz(path),
    content: unxz(readFileSync(join(directory, path))),
    needs: (needsOf.get(path) ?? []).map(withoutXz),
  }));
}

/** modules.dep, a module a line: "path: path path…". */
function readDependencies(text: string): [path: string, needs: string[]][] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [path = "", needs = ""] = line.split(":");
      return [path, needs.split(" ").filter((need) => need !== "")];
    });
}

function moduleName(path: string): string {
  return basename(path)
    .replace(/\.ko(\.xz)?$/, "")
    .replaceAll("-", "_");
}

function withoutXz(path: string): string {
  return path.replace(/\.xz$/, "");
}
