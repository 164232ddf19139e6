import { describe, expect, it } from "vitest";
import { tally } from "../support/stages/run-vitest.ts";
import { sum } from "../support/stages/stage.ts";

function report(numbers: Readonly<Record<string, number>>, testResults: readonly unknown[] = []): string {
  const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
  return JSON.stringify({ ...none, ...numbers, testResults });
}

const UNLOADABLE = { status: "failed", assertionResults: [] };
const FAILED_CASE = { status: "failed", assertionResults: [{ status: "failed" }] };

describe("the tally of a vitest run", () => {
  it.each([
    ["its passed cases", report({ numPassedTests: 3 }), true, [3, 0, 0]],
    ["its failed cases once", report({ numPassedTests: 3, numFailedTests: 1 }, [FAILED_CASE]), false, [3, 1, 0]],
    [
      "pending and todo as skipped",
      report({ numPassedTests: 1, numPendingTests: 2, numTodoTests: 1 }),
      true,
      [1, 0, 3],
    ],
    ["a file that does not load as a failure", report({ numPassedTests: 3 }, [UNLOADABLE]), false, [3, 1, 0]],
    ["an error outside any test as a failure", report({ numPassedTests: 3 }), false, [3, 1, 0]],
    ["no test at all as a failure", report({}), true, [0, 1, 0]],
    ["no report as a failure", undefined, true, [0, 1, 0]],
  ])("%s", (_, text, succeeded, [passed, failed, skipped]) => {
    expect(tally(text, succeeded)).toEqual({ passed, failed, skipped });
  });

  it("adds up over stages", () => {
    const tallies = [
      { passed: 1, failed: 0, skipped: 2 },
      { passed: 4, failed: 3, skipped: 0 },
    ];
    expect(sum(tallies)).toEqual({ passed: 5, failed: 3, skipped: 2 });
  });
});
