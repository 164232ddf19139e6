/** Runs one vitest project and counts its test cases from the JSON report. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { runProgram } from "./run-program.ts";
import type { Tally } from "./stage.ts";

const report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

/** States of a case that did not run. */
const HIDDEN: ReadonlySet<string> = new Set(["skipped", "pending"]);

export async function runVitest(
  project: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[],
): Promise<Tally> {
  const directory = await mkdtemp(join(tmpdir(), "extern-bmc-report-"));
  const file = join(directory, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const exitCode = await runProgram("vitest", ["run", "--project", project, ...flags, ...reporters], { env });
    return tally(await readFile(file, "utf8").catch(() => undefined), exitCode === 0);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/**
 * Tally of vitest's report, or of none. A run that failed counts at least one failure, and so does an empty one. Vitest
 * reports the cases behind a failed set-up as skipped: they have failed.
 */
export function tally(text: string | undefined, succeeded: boolean): Tally {
  if (text === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report.parse(JSON.parse(text));
  const unloadable = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.length,
  );
  const hidden = testResults
    .filter(({ status }) => status === "failed")
    .flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => HIDDEN.has(status))).length;
  const failed = numFailedTests + unloadable.length + hidden;
  const isUnexplained = failed === 0 && (!succeeded || numPassedTests === 0);
  const skipped = numPendingTests + numTodoTests - hidden;
  return { passed: numPassedTests, failed: isUnexplained ? 1 : failed, skipped };
}
