import { describe, expect, it } from "vitest";
import { planOf } from "../support/setup/plan.ts";
import { tally } from "../support/stages/run-vitest.ts";
import { exitCodeOf, sum } from "../support/stages/stage.ts";

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
    [
      "the cases that a failed set-up of their file hides as failures",
      report({ numPassedTests: 2, numPendingTests: 3 }, [
        { status: "failed", assertionResults: [{ status: "skipped" }, { status: "skipped" }] },
        { status: "passed", assertionResults: [{ status: "passed" }, { status: "skipped" }] },
      ]),
      false,
      [2, 2, 1],
    ],
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

  it.each([
    ["something passed", { passed: 1, failed: 0, skipped: 3 }, 0],
    ["something failed", { passed: 1, failed: 1, skipped: 0 }, 1],
    ["all was skipped", { passed: 0, failed: 0, skipped: 4 }, 1],
  ])("makes the exit code: %s", (_title, total, code) => expect(exitCodeOf(total)).toBe(code));
});

it("the plan names the stages, the packages to install and the time", () => {
  const stage = { name: "e2e", summary: "", packages: [], needsRoot: false, minutes: 9, builds: [] };
  const run = async () => ({ passed: 1, failed: 0, skipped: 0 });
  const absent = { name: "nowhere-tools", proof: "no-such-program" };
  expect(planOf([{ ...stage, run }], [absent])).toEqual([
    "e2e: about 11 min on two cores",
    "installs 1 Debian packages (about 2 min): nowhere-tools",
  ]);
  expect(planOf([{ ...stage, run }], [])).toEqual(["e2e: about 9 min on two cores"]);
});
