/** Runs of the lab in words: what a row's verdict is, and what is read out. */
import type { LabRow, LabRun, LabVerdict } from "../../src/control/calls/lab.ts";
import type { Tone } from "../parts/tone.ts";
import { counted } from "../words/format.ts";

/** Puts rows in their places; a row that is judged again replaces the former one. */
export function withRows(rows: readonly LabRow[], more: readonly LabRow[]): readonly LabRow[] {
  const all = [...rows];
  for (const row of more) all[row.number - 1] = row;
  return all.filter((row) => row !== undefined);
}

/** The list with a run in its present state. */
export function withRun(runs: readonly LabRun[], run: LabRun): LabRun[] {
  const isKnown = runs.some((each) => each.run === run.run);
  return isKnown ? runs.map((each) => (each.run === run.run ? run : each)) : [...runs, run];
}

/** Whether the list has the run. A daemon that started later counts its runs from 1 again. */
export function hasRun(runs: readonly LabRun[], { run, startedMs }: Pick<LabRun, "run" | "startedMs">): boolean {
  return runs.some((each) => each.run === run && each.startedMs === startedMs);
}

/** The report of a run that the daemon does not know: if the run was not over, it ended with the daemon before. */
export function withoutDaemon(report: Report): Report {
  if (report.state !== "running") return report;
  return { ...report, state: "failed", problem: "The run ended with the daemon, which has been started again since." };
}

export interface RowVerdict {
  /** Tone of its light. */
  readonly tone: Tone;
  readonly text: string;
}

/** The verdict on a row. Until its device is judged, the kinds of QEMU that it fits. */
export function verdictOn(row: LabRow, verdicts: readonly LabVerdict[], kinds: number): RowVerdict {
  if (row.expected !== undefined) return { tone: "bad", text: `differs; expected ${row.expected}` };
  const devices = verdicts.find(({ qemu }) => qemu === row.qemu)?.devices ?? [];
  const kind = devices.find((device) => device.interface === row.interface)?.heldAgainst;
  if (kind !== undefined) return { tone: "ok", text: `as ${kind}` };
  if (row.fits.length === 0) return { tone: "warn", text: "fits no kind" };
  return { tone: "off", text: row.fits.length === kinds ? "fits every kind" : `fits ${row.fits.join(", ")}` };
}

const STATES: Readonly<Record<LabRun["state"], RowVerdict>> = {
  running: { tone: "info", text: "running" },
  done: { tone: "ok", text: "done" },
  stopped: { tone: "off", text: "stopped" },
  failed: { tone: "bad", text: "failed" },
};

/** State of a run in words; a run that is done tells whether all was as expected. */
export function stateOf({ state, differing }: Pick<LabRun, "state" | "differing">): RowVerdict {
  if (state !== "done") return STATES[state];
  return differing === 0
    ? { tone: "ok", text: "done, nothing differs" }
    : { tone: "bad", text: `done, ${counted(differing, "row")} ${differing === 1 ? "differs" : "differ"}` };
}

/** A run with all that the page shows of it. */
export interface Report extends LabRun {
  readonly verdicts: readonly LabVerdict[];
  readonly rows: readonly LabRow[];
}

/** Text for screen readers: each row that differs, and the end; nothing about the other rows. */
export function announcementOf(run: Report): string {
  if (run.state === "running") {
    const row = run.rows.findLast(({ expected }) => expected !== undefined);
    return row ? `${row.scenario} on ${row.interface} differs: ${row.outcomes}` : "";
  }
  const devices = run.verdicts.flatMap((verdict) => verdict.devices.map(({ text }) => text));
  return [`Run ${run.run} is ${stateOf(run).text}`, ...devices, run.problem ?? ""].filter(Boolean).join(". ");
}
