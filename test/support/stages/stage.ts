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

/** The work of a stage. */
type Work = () => Promise<Tally>;

/** A program that passes or fails as a whole: it counts as one. */
export function program(name: string, ...args: readonly string[]): Work {
  return async () => ((await runProgram(name, args)) === 0 ? PASSED : FAILED);
}

/** Work that says whether it is done: it counts as one. */
export function task(does: () => Promise<boolean>): Work {
  return async () => ((await does()) ? PASSED : FAILED);
}

/** A project of vitest.config.ts: each of its test cases counts. */
export function cases(
  project: string,
  { variables = () => ({}), flags = [] }: Pick<SuiteNeeds, "variables" | "flags"> = {},
): Work {
  return () => runVitest(project, variables(), flags);
}

export function inTurn(...works: readonly Work[]): Work {
  return async () => {
    const tallies: Tally[] = [];
    for (const work of works) tallies.push(await work());
    return sum(tallies);
  };
}

/** Works at the same time, a core each. */
export function atOnce(...works: readonly Work[]): Work {
  return async () => sum(await Promise.all(works.map((work) => work())));
}

interface Needs {
  readonly packages?: readonly DebianPackage[];
  readonly needsRoot?: boolean;
  readonly minutes?: number;
  readonly builds?: readonly QemuBuilds[];
}

const NEEDS_NOTHING = { packages: [], needsRoot: false, minutes: 0.2, builds: [] } as const;

export function stage(name: string, summary: string, run: Work, needs: Needs = {}): Stage {
  return { name, summary, ...NEEDS_NOTHING, ...needs, run };
}

interface SuiteNeeds extends Needs {
  /** Environment of the run, made when the stage starts. */
  readonly variables?: () => Readonly<Record<string, string>>;
  /** For vitest. */
  readonly flags?: readonly string[];
}

/** A stage of one project, whose name it has. */
export function suite(project: string, summary: string, needs: SuiteNeeds = {}): Stage {
  return stage(project, summary, cases(project, needs), needs);
}
