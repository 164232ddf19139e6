/** The acceptance lab: start a run, watch its table grow, read the reports of earlier runs. */
import { useEffect, useMemo } from "preact/hooks";
import type { LabInfo, LabRun } from "../../src/control/calls/lab.ts";
import { Led } from "../parts/led.tsx";
import { Panel, Problem } from "../parts/panel.tsx";
import { labHref } from "../router.ts";
import { counted, timeText } from "../words/format.ts";
import { labState } from "./lab-state.ts";
import { RunReport } from "./run-report.tsx";
import { stateOf } from "./runs.ts";
import { StartForm } from "./start-form.tsx";

export function LabPage({ run }: { readonly run: number | undefined }) {
  const state = useMemo(labState, []);
  useEffect(() => state.start(), [state]);
  useEffect(() => state.show(run), [state, run]);
  const info = state.info.value;
  const report = state.report.value;
  return (
    <div class="lab">
      <div class="head">
        <h1>Lab</h1>
        <p class="hint">Which answers of a BMC does a QEMU take? Each scenario runs on a fresh QEMU.</p>
      </div>
      <Problem text={state.error.value} />
      {info ? <NoQemu info={info} /> : <p class="empty">Reading the lab's scenarios…</p>}
      {info && (
        <div class="split">
          <div class="lab-reports">
            {report ? (
              <RunReport state={state} report={report} kinds={info.kinds.length} />
            ) : (
              <Panel title="Runs">
                <p class="empty">Nothing has run since the daemon started</p>
              </Panel>
            )}
            {info.runs.length > 1 && <Runs runs={info.runs} shown={report?.run} />}
          </div>
          <StartForm state={state} info={info} isRunning={info.runs.some((each) => each.state === "running")} />
        </div>
      )}
    </div>
  );
}

/** The way out where no QEMU is there. */
function NoQemu({ info: { qemus } }: { readonly info: LabInfo }) {
  if (qemus.some(({ found }) => found)) return null;
  const programs = qemus.map(({ program }) => program).join(", ");
  return (
    <p class="problem">
      No QEMU is there: the lab looked for {programs}. Install it (Debian: <code>qemu-system-x86</code>), or name yours
      in the setting <code>lab.qemu</code> and start the daemon again. Until then, a model can take QEMU's place.
    </p>
  );
}

function Runs({ runs, shown }: { readonly runs: readonly LabRun[]; readonly shown: number | undefined }) {
  return (
    <Panel title="Runs of this daemon" class="lab-runs">
      <table class="data">
        <caption class="sr">Runs since the daemon started, the newest first</caption>
        <thead>
          <tr>
            <th>Run</th>
            <th class="medium">Started (UTC)</th>
            <th>QEMU</th>
            <th class="number">Rows</th>
            <th>Result</th>
          </tr>
        </thead>
        <tbody>
          {runs.toReversed().map((run) => (
            <tr key={run.run}>
              <th scope="row">
                <a href={labHref(run.run)} aria-current={run.run === shown ? "true" : undefined}>
                  Run {run.run}
                </a>
              </th>
              <td class="medium">{timeText(run.startedMs)}</td>
              <td>{run.qemus.join(", ")}</td>
              <td class="number">{counted(run.done, "row")}</td>
              <td>
                <Led tone={stateOf(run).tone}>{stateOf(run).text}</Led>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
