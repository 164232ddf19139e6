import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writePidFile } from "../../src/service/pid-file.ts";
import { temporaryDirectory } from "../support/doors/door.ts";

const ours = `${process.pid}\n`;

// 0 and -1 are processes to kill(2): all of a group, and all there are.
it.each(["", "0\n", "-1\n", "no number", "4194304\n", ours])(
  "takes a file with %j, and removes it in the end",
  (text) => {
    const file = join(temporaryDirectory(), "bmc.pid");
    writeFileSync(file, text);
    const remove = writePidFile(file);
    expect(readFileSync(file, "utf8")).toBe(ours);
    remove();
    expect(existsSync(file)).toBe(false);
  },
);

it("leaves the file of any running process alone and says what to do", () => {
  const file = join(temporaryDirectory(), "bmc.pid");
  writeFileSync(file, "1\n");
  const message = "process 1 runs, and this file is its own; if it is another program, remove the file";
  expect(() => writePidFile(file)).toThrow(message);
  expect(readFileSync(file, "utf8")).toBe("1\n");
});

it.each(["/dev/zero", tmpdir()])("%s is no file: it would be read for ever, or removed in the end", (file) => {
  expect(() => writePidFile(file)).toThrow(`--pid ${file}: expected a regular file, or none yet`);
  expect(existsSync(file)).toBe(true);
});

it("says where it cannot be made", () => {
  expect(() => writePidFile("/nowhere/bmc.pid")).toThrow("--pid /nowhere/bmc.pid: cannot be written: ENOENT");
});
