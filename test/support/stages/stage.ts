/** A stage: one suite or check of `npm test`, and its share of the last line's count. */
import type { DebianPackage } from "../setup/debian-packages.ts";
import type { QemuBuilds } from "../setup/patched-qemu.ts";
import { runProgram } from "./run-program.ts";
import { runVitest } from "./run-vitest.ts";

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Stage {
  readonly name: string;
  /** For --list. */
  readonly summary: string;
  readonly packages: readonly DebianPackage[];
  readonly needsRoot: boolean;
  /** Measured on two idle cores. */
  readonly minutes: number;
  /** The QEMUs that it needs built from source. */
  readonly builds: readonly QemuBuilds[];
  run(): Promise<Tally>;
}

export const PASSED: Tally = { passed: 1, failed: 0, skipped: 0 };
export const FAILED: Tally = { passed: 0, failed: 1, skipped: 0 };
export const SKIPPED: Tally = { passed: 0, failed: 0, skipped: 1 };

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (total, each) => ({
      passed: total.passed + each.passed,
      failed: total.failed + each.failed,
      skipped: total.skipped + each.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** 0 when something passed and nothing failed. A run that skipped everything proves nothing. */
export function exitCodeOf({ passed, failed }: Tally): number {
  return failed > 0 || passed === 0 ? 1 : 0;
}

interface Needs {
  readonly packages?: readonly DebianPackage[];
  readonly needsRoot?: boolean;
  readonly minutes?: number;
}

const NEEDS_NOTHING = { packages: [], needsRoot: false, minutes: 0.2, builds: [] } as const;

/** A check that passes or fails as a whole: it counts as one. */
export function check(
  name: string,
  summary: string,
  command: readonly [string, ...string[]],
  needs: Needs = {},
): Stage {
  const [program, ...args] = command;
  const run = async () => ((await runProgram(program, args)) === 0 ? PASSED : FAILED);
  return { name, summary, ...NEEDS_NOTHING, ...needs, run };
}

/** Work that later stages depend on, and that says whether it is done: it counts as one. */
export function step(name: string, summary: string, work: () => Promise<boolean>): Stage {
  const run = async () => ((await work()) ? PASSED : FAILED);
  return { name, summary, ...NEEDS_NOTHING, run };
}

/** Checks that run at the same time, a core each: every one of them counts. */
export function checksAtOnce(
  name: string,
  summary: string,
  commands: readonly (readonly [string, ...string[]])[],
  needs: Needs = {},
): Stage {
  const run = async () => sum(await Promise.all(commands.map((command) => check(name, summary, command).run())));
  return { name, summary, ...NEEDS_NOTHING, ...needs, run };
}

interface SuiteNeeds extends Needs {
  /** Environment of the run, made when the stage starts. */
  readonly variables?: () => Readonly<Record<string, string>>;
  /** For vitest. */
  readonly flags?: readonly string[];
  readonly builds?: readonly QemuBuilds[];
}

/** A project of vitest.config.ts: each of its test cases counts. */
export function suite(project: string, summary: string, { variables, flags = [], ...needs }: SuiteNeeds = {}): Stage {
  const run = async () => runVitest(project, variables?.() ?? {}, flags);
  return { name: project, summary, ...NEEDS_NOTHING, ...needs, run };
}
