/** Files that a guest boots from, in .cache/guest, each under the hash of its content, so a change makes a new one. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newestKernel, unpackKernel } from "./debian-kernel.ts";
import { buildInitramfs } from "./initramfs.ts";

export interface GuestFiles {
  readonly kernelPath: string;
  readonly initramfsPath: string;
}

const CACHE = join(import.meta.dirname, "../../../.cache/guest");

/** Takes 0.2 s, and 1 s more after the kernel has changed. Throws with the Debian package that is missing. */
export function prepareGuestFiles(): GuestFiles {
  const kernel = newestKernel();
  const image = readFileSync(kernel.imagePath);
  const initramfs = buildInitramfs(kernel);
  return {
    kernelPath: cached("kernel", image, () => unpackKernel(image)),
    // Not compressed: QEMU hands it over faster than a guest under TCG unpacks it.
    initramfsPath: cached("initramfs", initramfs, () => initramfs),
  };
}

/** The file of this name and source, written if it is not there; older ones of the name go. */
function cached(name: string, source: Buffer, content: () => Buffer): string {
  const fileName = `${name}-${createHash("sha256").update(source).digest("hex").slice(0, 16)}`;
  const path = join(CACHE, fileName);
  if (existsSync(path)) return path;
  mkdirSync(CACHE, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, content());
  renameSync(unfinished, path);
  const finished = readdirSync(CACHE).filter((other) => other.startsWith(`${name}-`) && !other.includes("."));
  for (const other of finished) if (other !== fileName) rmSync(join(CACHE, other), { force: true });
  return path;
}
