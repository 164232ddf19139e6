import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { RotatingFile } from "../../src/observe/rotating-file.ts";
import { temporaryDirectory } from "../support/doors/door.ts";

const bytes = (text: string) => Buffer.from(text);

async function fileOf(name: string, maxBytes: number, keep = 9): Promise<RotatingFile> {
  const file = new RotatingFile(name, { maxBytes, keep }, () => bytes("head\n"));
  await file.open();
  return file;
}

it("keeps pieces whole: one that does not fit begins a new file, and an oversized one gets its own file", async () => {
  const name = join(temporaryDirectory(), "a");
  const file = await fileOf(name, 12);
  await file.write([bytes("one"), bytes("two"), bytes("seventeen letters"), bytes("x")]);
  await file.close();
  const parts = [`${name}.2`, `${name}.1`, name].map((part) => readFileSync(part, "utf8"));
  expect(parts).toEqual(["head\nonetwo", "head\nseventeen letters", "head\nx"]);
});

it("keeps the configured number of files, and removes the oldest", async () => {
  const name = join(temporaryDirectory(), "a");
  const file = await fileOf(name, 6, 2);
  for (const letter of "abcde") await file.write([bytes(letter.repeat(2))]);
  await file.close();
  const parts = readdirSync(join(name, "..")).toSorted();
  expect(parts.map((part) => readFileSync(join(name, "..", part), "utf8"))).toEqual([
    "head\nee",
    "head\ndd",
    "head\ncc",
  ]);
});

it("starts over without files to keep", async () => {
  const name = join(temporaryDirectory(), "a");
  const file = await fileOf(name, 12, 0);
  await file.write([bytes("123456"), bytes("abcdef")]);
  await file.close();
  expect([readdirSync(join(name, "..")), readFileSync(name, "utf8")]).toEqual([["a"], "head\nabcdef"]);
});

it("a device grows to any size and never steps aside", async () => {
  // Not /dev/null itself: who is root would rename it.
  const name = join(temporaryDirectory(), "null");
  symlinkSync("/dev/null", name);
  const file = await fileOf(name, 12);
  await file.write([bytes("0123456789"), bytes("0123456789")]);
  await file.close();
  expect([readdirSync(join(name, "..")), statSync(name).isCharacterDevice()]).toEqual([["null"], true]);
});

it("refuses a pipe, whose opening would wait for its reader, with an alternative", async () => {
  const name = join(temporaryDirectory(), "pipe");
  execFileSync("mkfifo", [name]);
  await expect(fileOf(name, 12)).rejects.toThrow(
    "it is a pipe; extern-bmc watch --json is for programs that read along",
  );
});

it("gives a shared name to the second of two files, and reports the first", async () => {
  const name = join(temporaryDirectory(), "a");
  const first = await fileOf(name, 100);
  await first.write([bytes("first")]);
  const second = await fileOf(name, 100);
  await expect(first.write([bytes("more of the first")])).rejects.toThrow("another program has replaced it");
  await second.write([bytes("second")]);
  await Promise.all([first.close(), second.close()]);
  expect(readFileSync(name, "utf8")).toBe("head\nsecond");
});

it("a removed file is reported, not written to unseen", async () => {
  const name = join(temporaryDirectory(), "a");
  const file = await fileOf(name, 100);
  rmSync(name);
  await expect(file.write([bytes("more")])).rejects.toThrow("it was removed");
  await file.close();
});

it("keeps an existing file's mode, and makes a new file readable by its owner only", async () => {
  const name = join(temporaryDirectory(), "a");
  writeFileSync(name, "before", { mode: 0o640 });
  const file = await fileOf(name, 12);
  expect((statSync(name).mode & 0o777).toString(8)).toBe("640");
  await file.write([bytes("123456"), bytes("123456")]);
  await file.close();
  expect((statSync(name).mode & 0o777).toString(8)).toBe("600");
});

it("appends to a file behind a symbolic link, such as /dev/stdout, and neither replaces nor rotates it", async () => {
  const directory = temporaryDirectory();
  const [target, name] = [join(directory, "target"), join(directory, "link")];
  writeFileSync(target, "theirs\n");
  symlinkSync(target, name);
  const file = await fileOf(name, 12);
  await file.write([bytes("123456")]);
  await expect(file.write([bytes("123456")])).rejects.toThrow(
    "it is reached by a symbolic link, so it is not rotated at 12 bytes",
  );
  await file.close();
  expect([readdirSync(directory), readFileSync(target, "utf8")]).toEqual([["link", "target"], "theirs\nhead\n123456"]);
});
