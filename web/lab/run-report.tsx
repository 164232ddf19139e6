/** One run: its progress, its verdicts, and the table of its rows, the newest first. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { shellWord } from "../../src/cli/doors/words.ts";
import type { LabRow, LabVerdict } from "../../src/control/calls/lab.ts";
import { CopyLine } from "../parts/copy.tsx";
import { Led } from "../parts/led.tsx";
import { Pager, pageOf } from "../parts/pager.tsx";
import { Panel, Problem } from "../parts/panel.tsx";
import { act } from "../state/notices.ts";
import { counted, millis, timeText } from "../words/format.ts";
import type { LabState } from "./lab-state.ts";
import { announcementOf, type Report, stateOf, verdictOn } from "./runs.ts";

interface RunReportProps {
  readonly state: LabState;
  readonly report: Report;
  /** Number of kinds of QEMU that the lab tells apart. */
  readonly kinds: number;
}

export function RunReport({ state, report, kinds }: RunReportProps) {
  const { run, rows, verdicts, total, startedMs, qemus } = report;
  const isRunning = report.state === "running";
  const { tone, text } = stateOf(report);
  const stop = () => act(`Run ${run} is stopped`, () => state.stop(run));
  return (
    <Panel
      title={`Run ${run}`}
      class="lab-run"
      aside={
        <div class="buttons">
          <Led tone={tone}>{text}</Led>
          {isRunning && (
            <button type="button" onClick={() => void stop()}>
              Stop
            </button>
          )}
        </div>
      }
    >
      <p class="sr" role="status">
        {announcementOf(report)}
      </p>
      <div class="lab-progress">
        {isRunning && <progress aria-label={`Progress of run ${run}`} value={rows.length} max={total ?? 1} />}
        <span>
          {rows.length} of {counted(total ?? rows.length, "row")}
        </span>
        <small>
          {qemus.join(", ")}, started {timeText(startedMs)} UTC
        </small>
      </div>
      <Problem text={report.problem} />
      <Verdicts verdicts={verdicts} />
      <CopyLine label="the shell" line={["extern-bmc", ...report.arguments].map(shellWord).join(" ")} />
      <Rows rows={rows} verdicts={verdicts} kinds={kinds} />
    </Panel>
  );
}

function Verdicts({ verdicts }: { readonly verdicts: readonly LabVerdict[] }) {
  if (verdicts.length === 0) return null;
  return (
    <dl class="verdicts">
      {verdicts.map(({ qemu, subject, devices, unmet }) => (
        <div key={qemu}>
          <dt>
            {qemu} <small>{subject}</small>
          </dt>
          {unmet.map((text) => (
            <dd key={text}>
              <Led tone="bad">{text}</Led>
            </dd>
          ))}
          {devices
            .filter(({ text }) => !unmet.some((sentence) => sentence.includes(text)))
            .map((device) => (
              <dd key={device.interface}>
                <Led tone={device.differing > 0 ? "bad" : "ok"}>{device.text}</Led>
              </dd>
            ))}
        </div>
      ))}
    </dl>
  );
}

interface RowsProps {
  readonly rows: readonly LabRow[];
  readonly verdicts: readonly LabVerdict[];
  readonly kinds: number;
}

function Rows({ rows, verdicts, kinds }: RowsProps) {
  const page = useSignal(0);
  const isDifferingOnly = useSignal(false);
  const shown = useMemo(
    () => rows.filter(({ expected }) => !isDifferingOnly.value || expected !== undefined).toReversed(),
    [rows, isDifferingOnly.value],
  );
  const choose = (isOn: boolean) => {
    isDifferingOnly.value = isOn;
    page.value = 0;
  };
  return (
    <>
      <div class="filters">
        <fieldset class="choice">
          <legend class="sr">Rows that are shown</legend>
          {[false, true].map((isOn) => (
            <label key={String(isOn)}>
              <input type="radio" name="rows" checked={isDifferingOnly.value === isOn} onChange={() => choose(isOn)} />
              {isOn ? "differing" : "all"}
            </label>
          ))}
        </fieldset>
      </div>
      <table class="data lab-rows">
        <caption class="sr">Scenarios that ran, the newest first</caption>
        <thead>
          <tr>
            <th>Scenario</th>
            <th>Device</th>
            <th>Outcome</th>
            <th>Verdict</th>
            <th class="number medium">Took</th>
          </tr>
        </thead>
        <tbody>
          {pageOf(shown, page.value).map((row) => (
            <Row key={row.number} row={row} verdicts={verdicts} kinds={kinds} />
          ))}
          {shown.length === 0 && (
            <tr>
              <td colSpan={5} class="empty">
                {rows.length === 0 ? "No scenario has run yet" : "No row differs"}
              </td>
            </tr>
          )}
        </tbody>
      </table>
      <Pager total={shown.length} page={page} of="rows" />
    </>
  );
}

function Row({ row, verdicts, kinds }: { readonly row: LabRow } & Omit<RowsProps, "rows">) {
  const { tone, text } = verdictOn(row, verdicts, kinds);
  return (
    <tr>
      <th scope="row">
        {row.scenario} {row.round > 1 && <small>round {row.round}</small>}
      </th>
      <td>
        {row.interface} <small>{row.qemu}</small>
      </td>
      <td class="fields">{row.outcomes}</td>
      <td>
        <Led tone={tone}>{text}</Led>
      </td>
      <td class="number medium">{millis(row.durationMs)}</td>
    </tr>
  );
}
