/** A run as objects for lines of JSON: the plan, each result as soon as it is there, and the verdict on each QEMU. */
import type { Attachment } from "./attachment.ts";
import { classify, describeClassification, summarize } from "./classify.ts";
import type { Acceptance } from "./model/acceptance.ts";
import { expectedOf, heldAgainst, type LabReport, unmet } from "./report.ts";
import type { RunResult } from "./run.ts";
import { expected } from "./scenario.ts";

/** `subjects`: the QEMUs in their order. Later lines have the index of theirs. */
export function planLine(subjects: readonly string[], total: number): object {
  return { kind: "plan", total, subjects };
}

/** `number`: from 1, over all QEMUs. A result that is not of the expected kind has the outcomes of that kind. */
export function rowLine(
  qemu: number,
  number: number,
  result: RunResult,
  expect: ReadonlyMap<Attachment, Acceptance>,
): object {
  const { scenario, round, interface: via, host, outcomes, fits, durationMs } = result;
  const kind = expectedOf({ expect }, via);
  return {
    ...{ kind: "row", qemu, number, scenario: scenario.name, round, interface: via, host, fits },
    outcomes: summarize(outcomes),
    expected: kind === undefined || fits.includes(kind) ? undefined : summarize(expected(scenario, kind)),
    durationMs: Math.round(durationMs),
  };
}

/** `first`: number of the report's first result. */
export function verdictLine(qemu: number, first: number, report: LabReport): object {
  const devices = classify(report.results).map((found) => {
    const kind = heldAgainst(report, found);
    const differing = report.results.flatMap((result, index) =>
      result.interface !== found.interface || result.fits.includes(kind)
        ? []
        : [{ number: first + index, expected: summarize(expected(result.scenario, kind)) }],
    );
    return {
      interface: found.interface,
      kinds: found.kinds,
      heldAgainst: kind,
      differing,
      text: describeClassification(found),
    };
  });
  return { kind: "verdict", qemu, subject: report.subject, devices, unmet: unmet(report) };
}
