/** The lab's runs: the list, and one of them with its rows as they come. */
import { type Signal, signal } from "@preact/signals";
import type { LabEvent, LabInfo, LabRow, LabRun } from "../../src/control/calls/lab.ts";
import type { ArgumentsOf } from "../../src/control/calls.ts";
import { call, everyPage } from "../api/client.ts";
import { follow } from "../api/follow.ts";
import { hasRun, type Report, withoutDaemon, withRows, withRun } from "./runs.ts";

export interface LabState {
  /** Undefined until it was read. */
  readonly info: Signal<LabInfo | undefined>;
  /** The run that is shown; undefined if there is none. */
  readonly report: Signal<Report | undefined>;
  readonly error: Signal<string | undefined>;
  /** Shows a run; the latest without a number. */
  show(run: number | undefined): void;
  begin(options: ArgumentsOf<"lab.start">): Promise<void>;
  stop(run: number): Promise<void>;
  /** Begins to follow the runs; returns a function that stops. */
  start(): () => void;
}

export function labState(): LabState {
  const info = signal<LabInfo | undefined>(undefined);
  const report = signal<Report | undefined>(undefined);
  const error = signal<string | undefined>(undefined);
  /** The run of the address. */
  let wanted: number | undefined;
  /** The run that is shown or being read. */
  let current: number | undefined;
  let reads = 0;
  let isReading = false;
  /** Rows that came since the report was made. */
  let fresh: LabRow[] = [];
  let frame: number | undefined;

  const failed = (problem: unknown) => {
    error.value = problem instanceof Error ? problem.message : String(problem);
  };
  const showRows = () => {
    frame = undefined;
    const { value } = report;
    if (isReading || !value) return;
    report.value = { ...value, rows: withRows(value.rows, fresh) };
    fresh = [];
  };
  const read = async (run: number) => {
    const number = ++reads;
    current = run;
    isReading = true;
    fresh = [];
    try {
      const pages = await everyPage((from) => call("lab.status", { run, from }));
      const [latest] = pages.slice(-1);
      if (number !== reads || !latest) return;
      report.value = { ...latest, rows: pages.flatMap(({ rows }) => rows) };
      error.value = undefined;
    } catch (problem) {
      if (number === reads) failed(problem);
    } finally {
      if (number === reads) {
        isReading = false;
        showRows();
      }
    }
  };
  const readAll = async () => {
    info.value = await call("lab.info", {});
    error.value = undefined;
    const { runs } = info.value;
    const isGone = report.value !== undefined && !hasRun(runs, report.value);
    if (report.value && isGone) {
      report.value = withoutDaemon(report.value);
      current = undefined;
    }
    const run = wanted ?? runs.at(-1)?.run;
    // A gone run of the address stays as it is shown.
    const isKnown = runs.some((each) => each.run === run);
    if (run !== undefined && (isKnown || !isGone)) await read(run);
  };
  const take = (run: LabRun) => {
    if (info.value) info.value = { ...info.value, runs: withRun(info.value.runs, run) };
    const isShown = run.run === current;
    const isNew = wanted === undefined && (current === undefined || run.run > current);
    // The report of a run that is over has its verdicts.
    if (isNew || (isShown && run.state !== "running")) void read(run.run);
    else if (isShown && report.value && !isReading) report.value = { ...report.value, ...run };
  };
  return {
    ...{ info, report, error },
    show(run) {
      wanted = run;
      const shown = run ?? info.value?.runs.at(-1)?.run;
      if (info.value && shown !== undefined && shown !== current) void read(shown);
    },
    async begin(options) {
      const run = await call("lab.start", options);
      wanted = undefined;
      take(run);
    },
    async stop(run) {
      take(await call("lab.stop", { run }));
    },
    start() {
      const stop = follow(
        "lab.watch",
        {},
        {
          event(event: LabEvent) {
            if (event.kind === "run") return take(event.run);
            if (event.run !== current) return;
            fresh.push(event.row);
            frame ??= requestAnimationFrame(showRows);
          },
          state(_, reason) {
            if (reason !== undefined) error.value = reason;
          },
          restart: () => void readAll().catch(failed),
        },
      );
      return () => {
        stop();
        if (frame !== undefined) cancelAnimationFrame(frame);
      };
    },
  };
}
