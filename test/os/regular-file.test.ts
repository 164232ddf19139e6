import { execFileSync } from "node:child_process";
import fs, { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it, onTestFinished, vi } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { MAX_FILE_BYTES, readRegularFile } from "../../src/os/regular-file.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-files-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const fileOf = (size: number): string => {
  const name = join(directory, `${size}.yaml`);
  writeFileSync(name, "");
  truncateSync(name, size);
  return name;
};

it("reads a file up to the limit, and refuses a larger one by its name", () => {
  expect(readRegularFile(fileOf(MAX_FILE_BYTES))).toHaveLength(MAX_FILE_BYTES);
  const large = fileOf(MAX_FILE_BYTES + 1);
  expect(() => loadConfig(large)).toThrow(`${large}: the file is larger than 16 MiB`);
});

it.each(["a FIFO without a writer", "/dev/zero"])(
  "refuses %s at once, as a configuration and as a named file",
  (kind) => {
    const name = kind.startsWith("/") ? kind : join(directory, "fifo");
    if (!kind.startsWith("/")) execFileSync("mkfifo", [name]);
    const reason = "not a regular file; expected one, not a FIFO, socket or device";
    expect(() => loadConfig(name)).toThrow(`${name}: ${reason}`);
    const naming = join(directory, "naming.yaml");
    writeFileSync(naming, `frus: [{ id: 0, file: ${name} }]\n`);
    expect(() => loadConfig(naming)).toThrow(`frus[0].file is ${name}: ${reason}`);
  },
);

it("reads a file that reports no size to its end", () => {
  expect(readRegularFile("/proc/self/maps").length).toBeGreaterThan(4096);
});

it("reads at most the limit of a file that grows while it is read", () => {
  const name = join(directory, "growing.log");
  writeFileSync(name, "");
  truncateSync(name, MAX_FILE_BYTES);
  const open = fs.fstatSync;
  const fstat = vi.spyOn(fs, "fstatSync").mockImplementationOnce((file) => {
    const status = open(file);
    truncateSync(name, 64 * MAX_FILE_BYTES);
    return status;
  });
  syncBuiltinESMExports();
  onTestFinished(() => {
    fstat.mockRestore();
    syncBuiltinESMExports();
  });
  expect(() => readRegularFile(name)).toThrow("too large");
});
