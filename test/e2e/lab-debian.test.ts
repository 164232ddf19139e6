/** The lab on the host's QEMU and on those of newer Debian releases: one table, in which every row is the same. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ENTRY } from "../support/daemon/entry.ts";
import { DEBIAN_QEMUS } from "../support/setup/debian-qemus.ts";

const HOST = "qemu-system-x86_64";

const UEFI = ["--host", "uefi", "--scenario", "smm-poll", "--scenario", "smm-poll-wrong-id"];

// At once: one lab keeps one processor busy.
test.concurrent.each([
  ["devices of isa", ["--bus", "isa"], "bt=strict,kcs=strict"],
  ["devices of pci", ["--bus", "pci"], "bt=strict,kcs=strict"],
  ["devices of smbus", ["--bus", "smbus"], "ssif=strict"],
  ["UEFI drivers in SMM", UEFI, "bt=strict"],
])("Debian's QEMUs, the host's and newer ones, are strict in every row, with %s", async (_, options, expected) => {
  const newer = DEBIAN_QEMUS.flatMap(({ variable }) => process.env[variable] ?? []);
  expect(newer, "run npm test -- newer-qemu, which sets the variables of these QEMUs").not.toEqual([]);
  const qemus = [HOST, ...newer].flatMap((qemu) => ["--qemu", qemu]);
  const args = ["lab", "run", ...qemus, ...options, "--expect", expected];
  const { stdout } = await promisify(execFile)(process.execPath, [ENTRY, ...args]);
  console.log(stdout);
  expect(stdout).not.toMatch(/≠|DIFF/);
});
