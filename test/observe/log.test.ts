/** Log lines as they reach a file in place of standard error. */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createLogger, isPretty, type LogFormat, logStream } from "../../src/observe/log.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-log-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** Content of the file when the call that logs has returned. */
async function written(format: LogFormat): Promise<string> {
  const name = join(directory, format);
  const fd = openSync(name, "w");
  const log = createLogger("info", await logStream(format, fd));
  log.info({ peer: "unix:/run/a" }, "QEMU connected");
  log.debug("not at this level");
  const text = readFileSync(name, "utf8");
  closeSync(fd);
  return text;
}

test("json: one object a line, with the time in ISO 8601", async () => {
  const lines = (await written("json")).trimEnd().split("\n");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    level: 30,
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    peer: "unix:/run/a",
    msg: "QEMU connected",
  });
});

test("pretty: for people, without colors if there is no terminal", async () => {
  expect(await written("pretty")).toMatch(
    /^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: QEMU connected\n {4}peer: "unix:\/run\/a"\n$/,
  );
});

test("auto: json if there is no terminal", () => {
  expect(isPretty("auto")).toBe(process.stderr.isTTY === true);
  expect(isPretty("json")).toBe(false);
  expect(isPretty("pretty")).toBe(true);
});
