/** A state file's writes: an answered request survives the end of the process, or also a loss of the host's power. */
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openStateFile } from "../../src/store/state-file.ts";
import { temporaryDirectory } from "../support/doors/door.ts";

/** SQLite's PRAGMA synchronous: OFF never calls fsync; FULL calls it at each commit. */
const Synchronous = { Off: 0, Full: 2 } as const;

it.each([
  ["process", "no fsync", Synchronous.Off],
  ["power", "one fsync", Synchronous.Full],
] as const)("%s has %s a commit", (durability, _times, synchronous) => {
  const db = openStateFile(join(temporaryDirectory(), "a.sqlite"), durability);
  onTestFinished(() => db.close());
  expect(db.prepare("PRAGMA synchronous").get()).toEqual({ synchronous });
  expect(db.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
});
