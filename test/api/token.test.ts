/** The token and its file. */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tokenOf } from "../../src/api/token.ts";
import { DoorError } from "../../src/transport/door-error.ts";
import { temporaryDirectory } from "../support/daemon/control-server.ts";

test("without the file, one is made for its user only, and the next start reads it", () => {
  const tokenFile = join(temporaryDirectory(), "token");
  const made = tokenOf({ tokenFile });
  expect(made).toMatch(/^[\w-]{43}$/);
  expect(readFileSync(tokenFile, "utf8")).toBe(`${made}\n`);
  expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
  expect(tokenOf({ tokenFile })).toBe(made);
  expect(tokenOf({ tokenFile: join(temporaryDirectory(), "token") })).not.toBe(made);
});

test("a token in the configuration wins, and makes no file", () => {
  const tokenFile = join(temporaryDirectory(), "token");
  expect(tokenOf({ token: "0123456789abcdef", tokenFile })).toBe("0123456789abcdef");
  expect(() => statSync(tokenFile)).toThrow("ENOENT");
});

test.each(["", "short", "with spaces in the middle", `${"x".repeat(257)}`])("a file with %j is refused", (text) => {
  const tokenFile = join(temporaryDirectory(), "token");
  writeFileSync(tokenFile, text);
  expect(() => tokenOf({ tokenFile })).toThrow(
    `${tokenFile} (http.tokenFile) has no token; expected 16 to 256 letters`,
  );
});

test("a file that cannot be made or read is named with its reason", () => {
  expect(() => tokenOf({ tokenFile: "/nowhere/token" })).toThrow(
    "/nowhere/token (http.tokenFile): its directory does not exist; make it first",
  );
  const directory = temporaryDirectory();
  expect(() => tokenOf({ tokenFile: directory })).toThrow("a directory; expected a file");
  expect(() => tokenOf({ tokenFile: directory })).toThrow(DoorError);
});
