/**
 * Damage to the files of a machine's state → a machine that starts and answers. A line is a change to the files that a killed
 * daemon left: "sqlite", "wal" or "commits", then a place and bytes in hex, or "cut" and a length, or "none"; or a row:
 * "value CONTROLLER PART ITEM JSON", "record CONTROLLER LIST ID CONFIGURED HEX", "version N".
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pino } from "pino";
import { ManualClock } from "../../../src/clock.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { Machine } from "../../../src/machine.ts";
import { StateError } from "../../../src/store/errors.ts";
import { PARTS } from "../../../src/store/parts/index.ts";
import { openState, stateFileOf } from "../../../src/store/store.ts";
import { inOneTurn } from "../../../src/turns/slices.ts";
import { observe } from "../../support/fuzz/coverage.ts";
import { type Target, textOf } from "../../support/fuzz/target.ts";
import { ask } from "../../support/machine/machine.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-fuzz-state-"));
const SUFFIXES = { sqlite: "", wal: "-wal", commits: "-commits" } as const;
type FileKind = keyof typeof SUFFIXES;
const SETTINGS = configSchema.parse({ sensors: [{ name: "CPU", type: "temperature", units: "C" }] });
/** Changes of several parts. */
const CHANGES = [
  "0a 44 00 00 02 00 00 00 00 20 00 04 01 30 01 55 00 00",
  "00 08 05 80 04 00 00 00",
  "06 45 02 61 62 63 00 00 00 00 00 00 00 00 00 00 00 00 00",
  "0a 12 00 00 00 01 02 03",
  "0c 01 01 03 0a 00 00 01",
];
const QUESTIONS = [
  "06 01",
  "0a 40",
  "0a 43 00 00 00 00 00 ff",
  "0a 23 00 00 00 00 00 ff",
  "06 46 02",
  "00 01",
  "0c 02 01 03 00 00",
];
const LINE = /^(sqlite|wal|commits) (?:(none)|cut (\d{1,7})|(\d{1,7}) ((?:[0-9a-f]{2})+))$/;
const VALUE = /^value (\d{1,3}) (\w+) (\w+) (.+)$/;
const RECORD = /^record (\d{1,3}) (\w+) (\d{1,5}) ([01]) ((?:[0-9a-f]{2})+)$/;

/** Files of a daemon that was killed. */
let left: Readonly<Record<FileKind, Buffer>> | undefined;

export const state: Target = {
  name: "state",
  never: "an error other than StateError, FFh, a file that cannot be opened again after it was opened",
  form: "text",
  maxBytes: 2048,
  seeds: [
    "",
    ...Object.keys(SUFFIXES).flatMap((kind) => [
      `${kind} none`,
      `${kind} cut 100`,
      `${kind} cut 0`,
      `${kind} 24 ff`,
      `${kind} 1000 00ff`,
    ]),
    "sqlite 60 00000000",
    "wal 8 00001001",
    "version 2",
    "record 32 sel 7 0 0700020000000020000401300155000000",
    ...PARTS.map(({ name }) => `value 32 ${name} all {}`),
    ...kept().map(({ controller, part, item, value }) => `value ${controller} ${part} ${item} ${value}`),
  ],
  words: ["sqlite ", "wal ", "commits ", "cut ", "none", "null", "[]", '""', ...PARTS.map(({ name }) => name)],
  run(input) {
    const own = join(directory, "own");
    mkdirSync(own);
    try {
      damage(stateFileOf(own, "bmc"), textOf(input).split("\n"));
      if (start(own)) start(own);
    } finally {
      rmSync(own, { recursive: true });
    }
  },
  close: () => rmSync(directory, { recursive: true, force: true }),
};

function damage(path: string, lines: readonly string[]): void {
  const files = new Map<FileKind, Buffer | undefined>();
  for (const [kind, content] of Object.entries(killedFiles())) files.set(kind as FileKind, Buffer.from(content));
  const write = () => {
    for (const [kind, content] of files) if (content) writeFileSync(path + SUFFIXES[kind], content);
  };
  if (lines.some((line) => /^(?:value|record|version) /.test(line))) {
    write();
    putRows(path, lines);
    files.set("sqlite", readFileSync(path));
    files.delete("wal");
  }
  for (const line of lines) {
    const [, name, none, length, place, bytes] = LINE.exec(line) ?? [];
    const content = files.get(name as FileKind);
    if (!content) continue;
    if (none) files.set(name as FileKind, undefined);
    else if (length) files.set(name as FileKind, content.subarray(0, Number(length)));
    else content.write(bytes ?? "", Math.min(Number(place), content.length), "hex");
  }
  rmSync(path, { force: true });
  write();
}

/** Rows that SQLite refuses are left out. */
function putRows(path: string, lines: readonly string[]): void {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA synchronous = OFF");
  for (const line of lines) {
    try {
      const [, controller, part, item, value] = VALUE.exec(line) ?? [];
      const [, owner, list, id, configured, bytes] = RECORD.exec(line) ?? [];
      const version = /^version (\d{1,9})$/.exec(line)?.[1];
      if (value !== undefined)
        db.prepare("INSERT OR REPLACE INTO value VALUES (?, ?, ?, ?, NULL)").run(
          Number(controller),
          part ?? "",
          item ?? "",
          value,
        );
      if (bytes !== undefined)
        db.prepare(
          "INSERT OR REPLACE INTO record (controller, list, id, configured, bytes) VALUES (?, ?, ?, ?, ?)",
        ).run(Number(owner), list ?? "", Number(id), Number(configured), Buffer.from(bytes, "hex"));
      if (version !== undefined) db.exec(`PRAGMA user_version = ${version}`);
    } catch {
      // The next line is another row.
    }
  }
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
}

/** Whether the machine started. */
function start(where: string): boolean {
  const made = startedIn(where);
  if (!made) return false;
  try {
    for (const question of QUESTIONS) {
      const answer = ask(made, question);
      if (answer.startsWith("ff")) throw new Error(`${question} is answered FFh`);
      observe(`${question} ${answer.slice(0, 2)}`);
    }
  } finally {
    made.close();
  }
  return true;
}

function startedIn(where: string, log = pino({ level: "silent" })): Machine | undefined {
  const options = { directory: where, durability: "process" } as const;
  try {
    const openStore = inOneTurn(openState(options, "bmc", log)).applyTo;
    return new Machine({ ...SETTINGS, openStore }, log, new ManualClock());
  } catch (error) {
    if (error instanceof StateError) return undefined;
    throw error;
  }
}

function killedFiles(): Readonly<Record<FileKind, Buffer>> {
  if (left) return left;
  const where = join(directory, "template");
  const made = startedIn(where);
  if (!made) throw new Error("no machine");
  for (const change of CHANGES) ask(made, change);
  const read = (kind: FileKind) => readFileSync(stateFileOf(where, "bmc") + SUFFIXES[kind]);
  left = { sqlite: read("sqlite"), wal: read("wal"), commits: read("commits") };
  made.close();
  return left;
}

/** Rows that the machine stored. */
function kept(): readonly Readonly<Record<string, string>>[] {
  killedFiles();
  const db = new DatabaseSync(stateFileOf(join(directory, "template"), "bmc"));
  const rows = db.prepare("SELECT controller, part, item, value FROM value").all();
  db.close();
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, String(value)])));
}
