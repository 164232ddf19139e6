/** The lab on QEMU 10.2, built with and without our patches: the same outcomes on BT and KCS as those of QEMU 7.2. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeEach, expect, it } from "vitest";
import { ENTRY } from "../support/daemon/entry.ts";
import { QEMU_10_2_VARIABLES } from "../support/setup/patched-qemu.ts";

const fileOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
/** A report in JSON has more than the 1 MiB that execFile keeps by default. */
const MAX_OUTPUT = 64 << 20;

const folder = mkdtempSync(join(tmpdir(), "extern-bmc-10-2-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const paths = Object.fromEntries(
  Object.entries(QEMU_10_2_VARIABLES).map(([variable, build]) => [build, process.env[variable]]),
);
beforeEach(({ skip }) => {
  const missing = Object.values(paths).includes(undefined);
  skip(missing, "no QEMU 10.2: Debian's mirror has lost its source, or npm test did not start this");
});

/** Every scenario that needs no UEFI, on the ISA devices: by registers, and by firmware. */
async function lab(build: string, expected: string) {
  const args = ["lab", "run", "--bus", "isa", "--qemu", paths[build] ?? "", "--expect", expected, "--json"];
  const program = [ENTRY, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, program, { maxBuffer: MAX_OUTPUT });
  writeFileSync(join(folder, `${build}.json`), stdout);
  return JSON.parse(stdout) as { subject: string; results: unknown[]; unmet: string[] };
}

// Two at a time: CI has two processors.
it.each([
  { stock: "bt=strict,kcs=strict", any: "bt=any,kcs=strict" },
  { ff: "bt=strict-or-ff,kcs=strict", "timer-kept": "bt=timer-kept,kcs=timer-kept" },
  { "timer-kept-unescaped": "bt=timer-kept-unescaped,kcs=timer-kept-unescaped", resets: "bt=resets,kcs=resets" },
])("has the expected result of every scenario: %j", async (pair) => {
  const reports = await Promise.all(Object.entries(pair).map(([build, expected]) => lab(build, expected)));
  for (const { subject, results, unmet } of reports) {
    expect(subject).toContain("10.2");
    expect(unmet).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(60);
  }
});

it("has the findings of docs/acceptance.md", () => {
  const args = [fileOf("scripts/acceptance.ts"), folder, "--isa", "--check"];
  expect(spawnSync(process.execPath, args, { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});
