/** A disk that answers writes with errors, as a failing one does: a library in the daemon's process plays it. */
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GuestedHouse } from "../guested-house.ts";
import { LIFE, rounds } from "../rounds.ts";
import type { Outcome, Trial, TrialTools } from "../trial.ts";

const MAX_EVENTS = 10;
/** Writes, or waits for the disk, that still succeed. One commit takes about six. */
const MAX_WRITES = 40;

const SOURCE = join(import.meta.dirname, "../disk-errors.c");

async function diskErrors(times: number, tools: TrialTools): Promise<Outcome> {
  const library = join(tools.directory, "disk-errors.so");
  execFileSync("gcc", ["-Wall", "-Werror", "-O2", "-shared", "-fPIC", "-o", library, SOURCE, "-ldl"]);
  const findings: string[] = [];
  const counts = { "answered records": 0, "refused records": 0 };
  for (const durability of ["process", "power"] as const) {
    const directory = join(tools.directory, durability);
    const state = join(directory, "state");
    const errors = join(directory, "errors");
    mkdirSync(state, { recursive: true });
    const env = { LD_PRELOAD: library, DISK: state, DISK_ERRORS: errors };
    const one = new GuestedHouse(directory, { state, durability }, { env });
    const found = await rounds(times / 2, one, tools, () => round(one, errors, tools));
    findings.push(...found.map((finding) => `durability ${durability}: ${finding}`));
    counts["answered records"] += one.counts["answered records"];
    counts["refused records"] += one.counts["refused records"];
  }
  return { counts, findings };
}

/** Changes while the disk fails, from a moment on. */
async function round(one: GuestedHouse, errors: string, { dice }: TrialTools): Promise<string[]> {
  writeFileSync(`${errors}.new`, `${dice.oneOf(["write", "sync"])} ${dice.between(0, MAX_WRITES)}`);
  renameSync(`${errors}.new`, errors);
  const isKilled = dice.between(1, LIFE) === 1;
  let left = MAX_EVENTS;
  // A kill comes before another change may write over what the refused one left in the files.
  while ((await one.add(1)) === 1 || !isKilled) if (--left === 0) break;
  if (isKilled) await one.kill();
  rmSync(errors);
  if (isKilled) await one.start();
  return (await one.add(1)) === 1 ? [] : ["a change is refused although the disk works again"];
}

export const DISK_ERRORS: readonly Trial[] = [
  {
    name: "disk-errors",
    deed: "EIO for writes to the state's files, which are half done, or for waits until they are on the disk; some kills meanwhile",
    holds: "everything answered is there once, nothing refused is, and changes are taken again afterwards",
    times: { whole: 500, short: 10 },
    run: diskErrors,
  },
];
