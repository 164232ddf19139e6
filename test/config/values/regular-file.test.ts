import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { MAX_FILE_BYTES, readRegularFile } from "../../../src/config/values/regular-file.ts";

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
