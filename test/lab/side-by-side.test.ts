import { join } from "node:path";
import { expect, test } from "vitest";
import type { Acceptance } from "../../src/lab/model/acceptance.ts";
import { json, junit, type LabReport } from "../../src/lab/report.ts";
import { runScenario } from "../../src/lab/run.ts";
import { loadScenario } from "../../src/lab/scenario.ts";
import { sideBySide } from "../../src/lab/side-by-side.ts";

const SCENARIOS = ["attention-stuck", "ff-id", "reset-while-busy"].map((name) =>
  loadScenario(join(import.meta.dirname, `../../config/scenarios/${name}.yaml`)),
);

/** A report of the model in the place of a QEMU. */
async function reportOf(subject: string, acceptance: Acceptance, expected: Acceptance): Promise<LabReport> {
  const results = [];
  for (const scenario of SCENARIOS) results.push(await runScenario({ host: "model", acceptance }, scenario, "bt", 0));
  return { subject, seed: 0, results, expect: new Map([["bt", expected]]) };
}

const plain = (text: string) => text;
const PLAIN = { width: Number.POSITIVE_INFINITY, good: plain, bad: plain, strong: plain };

const REPORTS = [
  await reportOf("QEMU emulator version 7.2.22 (Debian), qemu", "strict", "strict"),
  await reportOf("QEMU emulator version 11.1.3, ./qemu", "any", "any"),
  await reportOf("QEMU emulator version 11.1.3, ./other", "strict", "any"),
];

test("several QEMUs have a column each; a mark shows the rows in which they differ, DIFF a cell that is not as expected", () => {
  expect(sideBySide(REPORTS, PLAIN)).toMatchInlineSnapshot(`
    "1  QEMU emulator version 7.2.22 (Debian), qemu
    2  QEMU emulator version 11.1.3, ./qemu
    3  QEMU emulator version 11.1.3, ./other
    seed 0

      BT                1: 7.2.22                       2: 11.1.3                       3: 11.1.3
      attention-stuck   accepted, attention, accepted,  accepted, attention, accepted,  accepted, attention, accepted,
                        attention                       attention                       attention
    ≠ ff-id             hang                            accepted                        DIFF hang
    ≠ reset-while-busy  hang, blocked, dropped, hang    accepted ×2, nothing            DIFF hang, blocked, dropped,
                                                                                        hang
      held against      strict                          any                             any
      this QEMU is      strict                          any                             strict

    These QEMUs are
      1  bt: strict
      2  bt: any
      3  bt: strict
    "
  `);
});

test("cells are narrower on a narrow screen, and DIFF has its style", () => {
  const look = { ...PLAIN, width: 60, bad: (text: string) => text.toLowerCase() };
  const lines = sideBySide(REPORTS.slice(1), look).split("\n");
  expect(lines.filter((line) => line.length > look.width)).toEqual([]);
  expect(lines.slice(3, 12).join("\n")).toMatchInlineSnapshot(`
    "
      BT                1: 11.1.3            2: 11.1.3
      attention-stuck   accepted,            accepted,
                        attention,           attention,
                        accepted, attention  accepted, attention
    ≠ ff-id             accepted             diff hang
    ≠ reset-while-busy  accepted ×2,         diff hang, blocked,
                        nothing              dropped, hang
      held against      any                  any"
  `);
});

test("JSON has a report for each QEMU, and without company the report alone", () => {
  const subjects = (JSON.parse(json(REPORTS)) as LabReport[]).map(({ subject }) => subject);
  expect(subjects).toEqual(REPORTS.map(({ subject }) => subject));
  expect(JSON.parse(json(REPORTS.slice(0, 1)))).toMatchObject({ subject: REPORTS[0]?.subject, unmet: [] });
});

test("JUnit has a suite for each QEMU and interface", () => {
  const suites = (reports: readonly LabReport[]) => junit(reports).match(/<testsuite .*>/g);
  expect(suites(REPORTS)).toEqual([
    '<testsuite name="QEMU emulator version 7.2.22 (Debian), qemu: bt as strict" tests="3" failures="0">',
    '<testsuite name="QEMU emulator version 11.1.3, ./qemu: bt as any" tests="3" failures="0">',
    '<testsuite name="QEMU emulator version 11.1.3, ./other: bt as any" tests="3" failures="2">',
  ]);
  expect(suites(REPORTS.slice(0, 1))).toEqual(['<testsuite name="bt as strict" tests="3" failures="0">']);
});
