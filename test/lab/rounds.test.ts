/** Repetitions of a scenario in one run. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { junit, type LabReport, table } from "../../src/lab/report.ts";
import { runScenario } from "../../src/lab/run.ts";
import { loadScenario } from "../../src/lab/scenario.ts";
import { sideBySide } from "../../src/lab/side-by-side.ts";

const ECHO = loadScenario(join(import.meta.dirname, "../../config/scenarios/echo.yaml"));
const plain = (text: string) => text;
const PLAIN = { width: Number.POSITIVE_INFINITY, good: plain, bad: plain, strong: plain };

test("each round has a row of its own in every report", async () => {
  const results = [];
  for (const round of [1, 2]) {
    results.push(await runScenario({ host: "model", acceptance: "strict" }, ECHO, "bt", 0, undefined, round));
  }
  const report: LabReport = { subject: "model", seed: 0, results, expect: new Map() };
  expect(table(report, PLAIN)).toMatch(/^ok {3}echo {6}.*\n.*\nok {3}echo \(2\) /m);
  expect(sideBySide([report, report], PLAIN)).toMatch(/^ {2}echo {10}.*\n {2}echo \(2\) /m);
  expect(
    [...junit([report]).matchAll(/testcase classname="lab.model" name="([^"]+)"/g)].map(([, name]) => name),
  ).toEqual(["echo", "echo (2)"]);
});
