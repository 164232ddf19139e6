/** Runs the trials one after the other, and gathers what they found. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, release, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { defaultQemu } from "../../src/cli/options/qemu-option.ts";
import { Dice, type Outcome, type Trial } from "./trial.ts";
import { DISK_ERRORS } from "./trials/disk-errors.ts";
import { ERASURES } from "./trials/erase.ts";
import { FILES } from "./trials/files.ts";
import { KILLS } from "./trials/kills.ts";
import { LAN } from "./trials/lan.ts";
import { QEMU } from "./trials/qemu.ts";
import { REDFISH } from "./trials/redfish.ts";
import { TIME } from "./trials/time.ts";
import { WRITE_ERRORS } from "./trials/write-errors.ts";

export const TRIALS: readonly Trial[] = [
  ...KILLS,
  ...ERASURES,
  ...FILES,
  ...WRITE_ERRORS,
  ...TIME,
  ...QEMU,
  ...LAN,
  ...REDFISH,
  ...DISK_ERRORS,
];

export interface Row extends Outcome {
  readonly trial: Trial;
  readonly times: number;
  readonly seconds: number;
}

export interface Report {
  readonly seed: number;
  readonly share: number;
  readonly day: string;
  /** Processor, memory, and versions of what ran. */
  readonly host: string;
  readonly rows: readonly Row[];
}

export interface TortureOptions {
  readonly seed: number;
  /** Part of the whole run, up to 1; absent: the short form for CI. */
  readonly share?: number;
  readonly trials?: readonly Trial[];
  /** Called before, during and after each trial. */
  readonly progress?: (trial: Trial, done: number, times: number) => void;
}

export async function torture({ seed, share, trials = TRIALS, progress }: TortureOptions): Promise<Report> {
  const rows: Row[] = [];
  for (const trial of trials) {
    const times = share === undefined ? trial.times.short : Math.ceil(share * trial.times.whole);
    const directory = mkdtempSync(join(tmpdir(), "extern-bmc-torture-"));
    let count = 0;
    progress?.(trial, 0, times);
    const done = () => {
      count++;
      progress?.(trial, count, times);
    };
    const startMs = performance.now();
    const outcome = await trial
      .run(times, { dice: new Dice(seed + TRIALS.indexOf(trial)), directory, done })
      .catch((error: unknown) => failed(error));
    rows.push({ trial, times: count, seconds: Math.round((performance.now() - startMs) / 1000), ...outcome });
    rmSync(directory, { recursive: true, force: true });
  }
  return { seed, share: share ?? 0, day: new Date().toISOString().slice(0, 10), host: host(), rows };
}

function failed(error: unknown): Outcome {
  return { counts: {}, findings: [`the trial failed: ${error instanceof Error ? error.stack : error}`] };
}

function host(): string {
  const all = cpus();
  return [
    `${all.length} × ${all[0]?.model ?? "unknown"}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `Linux ${release()}`,
    `Node ${process.versions.node}`,
    `SQLite ${process.versions["sqlite"]}`,
    execFileSync(defaultQemu(), ["--version"], { encoding: "utf8" }).split("\n")[0] ?? "",
  ].join(", ");
}
