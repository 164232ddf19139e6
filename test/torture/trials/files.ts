/** Damage to the files of a state: cut, flipped, deleted, filled. What is lost is named, and nothing else is. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StateError } from "../../../src/store/errors.ts";
import { openRows } from "../../../src/store/open-rows.ts";
import { exportState } from "../../../src/store/portable.ts";
import { selRecord } from "../../support/store/kept-writer.ts";
import { openInProcess } from "../in-process.ts";
import type { Dice, Outcome, Trial, TrialTools } from "../trial.ts";

/** States that are damaged: each of another size, half of them left by a kill, some with a checkpoint. */
const BASES = 12;
const MAX_EVENTS = 600;
const SUFFIXES = ["", "-wal", "-commits"] as const;

type Damage = (path: string, dice: Dice) => void;

const filled = (from: Buffer, dice: Dice) => {
  const start = dice.between(0, from.length - 1);
  const end = dice.between(start + 1, Math.min(from.length, start + dice.oneOf([1, 64, 4096, 65_536])));
  return from.fill(dice.oneOf([0x00, 0xff, 0xa5]), start, end);
};

const DAMAGES: Readonly<Record<string, Damage>> = {
  cut: (path, dice) => change(path, (bytes) => bytes.subarray(0, dice.between(0, bytes.length - 1))),
  flipped: (path, dice) =>
    change(path, (bytes) => {
      const at = dice.between(0, bytes.length - 1);
      bytes[at] = (bytes[at] ?? 0) ^ (2 ** dice.between(0, 7));
      return bytes;
    }),
  deleted: (path) => rmSync(path),
  filled: (path, dice) => change(path, (bytes) => filled(bytes, dice)),
};

function change(path: string, to: (bytes: Buffer) => Buffer): void {
  const bytes = readFileSync(path);
  if (bytes.length > 0) writeFileSync(path, to(bytes));
}

/** Makes a state, and returns what it has. */
function makeBase(directory: string, dice: Dice, isKilled: boolean): string {
  const running = `${directory}.running`;
  const { machine } = openInProcess(running, dice.oneOf(["process", "power"]));
  const ask = (netFn: number, cmd: number, data: Uint8Array) => machine.answer({ netFn, lun: 0, cmd, data });
  const events = dice.between(1, MAX_EVENTS);
  for (let number = 1; number <= events; number++) ask(0x0a, 0x44, selRecord(number));
  ask(0x06, 0x45, Uint8Array.of(5, ...Buffer.from("torture".padEnd(16, "\0"))));
  ask(0x0a, 0x12, Uint8Array.of(0, 8, 0, 0xde, 0xad));
  if (!isKilled) machine.close();
  cpSync(running, directory, { recursive: true });
  machine.close();
  rmSync(running, { recursive: true });
  // A start changes some values; the state to compare with has had one too.
  const copy = `${directory}.copy`;
  cpSync(directory, copy, { recursive: true });
  const content = restartedContent(copy).content;
  rmSync(copy, { recursive: true });
  return content;
}

function restartedContent(directory: string): { readonly content: string; readonly lines: readonly string[] } {
  const { machine, lines } = openInProcess(directory);
  machine.close();
  const ignored = { error() {}, warn() {} };
  const { rows, close } = openRows(join(directory, "bmc.sqlite"), "process", ignored);
  const content = JSON.stringify(exportState(rows, "bmc").controllers);
  close();
  return { content, lines };
}

/** The finding, or how the start went. */
function judged(directory: string, content: string): { readonly how: string; readonly finding?: string } {
  try {
    const after = restartedContent(directory);
    const isNamed = after.lines.some((line) => line.includes(join(directory, "bmc.sqlite")));
    if (after.content === content) return { how: isNamed ? "whole, with a warning" : "whole" };
    if (!isNamed) return { how: "lost", finding: "state is missing or altered, and nothing names it" };
    if (!after.lines.some((line) => /has lost|is damaged/.test(line))) {
      return { how: "doubted", finding: `state is missing, and only a doubt is named: ${after.lines.join(" / ")}` };
    }
    return { how: "lost and named" };
  } catch (error) {
    if (error instanceof StateError && error.message.includes(directory)) return { how: "refused and named" };
    return { how: "failed", finding: `the start fails: ${error instanceof Error ? error.stack : error}` };
  }
}

async function run(times: number, { directory, dice, done }: TrialTools): Promise<Outcome> {
  const bases = Array.from({ length: Math.min(BASES, times) }, (_, number) => {
    const base = join(directory, `base-${number}`);
    return { base, content: makeBase(base, dice, number % 2 === 0) };
  });
  const counts: Record<string, number> = {};
  const findings: string[] = [];
  for (let number = 0; number < times; number++) {
    const { base, content } = dice.oneOf(bases as [(typeof bases)[0]]);
    const target = join(directory, "damaged");
    mkdirSync(target);
    cpSync(base, target, { recursive: true });
    const files = readdirSync(target);
    const suffix = dice.oneOf(SUFFIXES);
    const file = files.includes(`bmc.sqlite${suffix}`) ? `bmc.sqlite${suffix}` : "bmc.sqlite";
    const kind = dice.oneOf(["cut", "flipped", "deleted", "filled"]);
    DAMAGES[kind]?.(join(target, file), dice);
    const { how, finding } = judged(target, content);
    counts[how] = (counts[how] ?? 0) + 1;
    if (finding) findings.push(`${file} ${kind} (${number}): ${finding}`);
    rmSync(target, { recursive: true });
    done();
  }
  return { counts, findings };
}

export const FILES: readonly Trial[] = [
  {
    name: "files",
    deed: "a state file, its log or its counter cut, a bit of it flipped, deleted, or overwritten, between two starts",
    holds: "what is missing afterwards is named with the file; the start never fails otherwise",
    times: { whole: 4000, short: 60 },
    run,
  },
];
