/** Output of a lab run while it goes on: progress for people, or lines of JSON for programs. */
import type { Attachment } from "../../lab/attachment.ts";
import { summarize } from "../../lab/classify.ts";
import { planLine, rowLine, verdictLine } from "../../lab/lines.ts";
import type { LabReport } from "../../lab/report.ts";
import { type RunResult, rowName } from "../../lab/run.ts";
import { number } from "../../lab/side-by-side.ts";

/** One QEMU of a run, and its part of the plan. */
export interface Part {
  /** Its place on the command line, from 0. */
  readonly index: number;
  readonly subject: string;
  readonly total: number;
}

export interface Progress {
  /** Called before each scenario, with its place in the part's plan. */
  starts(part: Part, at: number, row: Pick<RunResult, "scenario" | "round"> & { readonly via: Attachment }): void;
  ends(part: Part, result: RunResult, expect: LabReport["expect"]): void;
  /** Called in place of `ends` when QEMU failed. */
  breaksOff(): void;
  verdict(part: Part, report: LabReport): void;
}

/** Writes to standard error, as the report goes to standard output. */
export function progressForPeople(parts: readonly Part[]): Progress {
  const { stderr } = process;
  return {
    starts({ index, total }, at, row) {
      const where = parts.length === 1 ? "" : `QEMU ${number(index)}, `;
      stderr.write(`[${where}${at + 1}/${total}] ${row.via} ${rowName(row)}: `);
    },
    ends: (_part, { outcomes }) => void stderr.write(`${summarize(outcomes)}\n`),
    breaksOff: () => void stderr.write("\n"),
    verdict() {},
  };
}

/** Writes lines of JSON to standard output. */
export function progressInLines(parts: readonly Part[]): Progress {
  const print = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  const total = parts.reduce((sum, part) => sum + part.total, 0);
  print(
    planLine(
      parts.map(({ subject }) => subject),
      total,
    ),
  );
  let printed = 0;
  return {
    starts() {},
    ends: ({ index }, result, expect) => void print(rowLine(index, ++printed, result, expect)),
    breaksOff() {},
    verdict: ({ index }, report) => void print(verdictLine(index, printed - report.results.length + 1, report)),
  };
}
