/** Two packages of the same sources are the same file, so that anybody can check a published one. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
/** Everything else may be part of a build. */
const NOT_COPIED = [".cache", ".git", "dist", "node_modules"].map((name) => join(ROOT, name));

it("two builds in folders of different depth make the same tarball", async () => {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-twice-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  // A path in the output would have another length.
  const folders = [join(directory, "first"), join(directory, "a/longer/path/to/the/second")];
  const [first, second] = await Promise.all(folders.map(packCopy));
  expect(second).toEqual(first);
});

/** Copies the sources into a new folder, builds and packs them there; returns the tarball's name and SHA-256. */
async function packCopy(folder: string): Promise<{ name: string; sha256: string }> {
  mkdirSync(folder, { recursive: true });
  cpSync(ROOT, folder, { recursive: true, filter: (path) => !NOT_COPIED.includes(path) });
  symlinkSync(realpathSync(join(ROOT, "node_modules")), join(folder, "node_modules"));
  // With prepack, which is the build.
  const { stdout } = await promisify(execFile)("npm", ["pack", "--silent"], { cwd: folder });
  const tarball = join(folder, stdout.trim().split("\n").at(-1) ?? "");
  return { name: basename(tarball), sha256: createHash("sha256").update(readFileSync(tarball)).digest("hex") };
}
