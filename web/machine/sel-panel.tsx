/** The event log, the newest first. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { SelRecord } from "../../src/control/calls/sel.ts";
import { call } from "../api/client.ts";
import { Confirm } from "../parts/confirm.tsx";
import { Pager, pageOf } from "../parts/pager.tsx";
import { Panel } from "../parts/panel.tsx";
import { act } from "../state/notices.ts";
import { counted, reading, timeText } from "../words/format.ts";
import type { MachineState } from "./machine-state.ts";

export function SelPanel({ state }: { readonly state: MachineState }) {
  const page = useSignal(0);
  const machine = state.name;
  const records = state.sel.value;
  const shown = records?.toReversed() ?? [];
  const clear = () =>
    act("The event log is cleared", async () => {
      await call("sel.clear", { machine });
      await state.refresh();
    });
  return (
    <Panel
      title="Event log"
      class="sel"
      aside={
        <>
          <span>{records && counted(records.length, "record")}</span>
          <Confirm
            question={`Clear the event log of ${machine}?`}
            consequence="The records are gone for the guest and for every client."
            yes="Clear the log"
            class="quiet"
            disabled={shown.length === 0}
            action={() => void clear()}
          >
            Clear
          </Confirm>
        </>
      }
    >
      <News records={records} />
      <ol class="records" aria-label="Records, the newest first">
        {pageOf(shown, page.value).map((record) => (
          <Entry key={record.id} record={record} />
        ))}
      </ol>
      {shown.length === 0 && <p class="empty">{records ? "No event is logged" : "Reading the event log…"}</p>}
      <Pager total={shown.length} page={page} of="events" />
    </Panel>
  );
}

function Entry({ record }: { readonly record: SelRecord }) {
  const { id, bytes, timestamp, event, direction, sensor, sensorNumber, sensorType } = record;
  return (
    <li class={direction ?? ""}>
      <details>
        <summary>
          <time>{timestamp === undefined ? "no time" : timeText(timestamp * 1000)}</time>
          <span class="what">
            <b>{sensor ?? nameOf(sensorNumber, sensorType)}</b> {event}
            {direction === "deasserted" && " (deasserted)"}
          </span>
          <span class="value mono">{trigger(record)}</span>
        </summary>
        <p class="mono">
          record {id}: {bytes}
        </p>
      </details>
    </li>
  );
}

function nameOf(number: number | undefined, type: string | undefined): string {
  return [type ?? "", number === undefined ? "" : `sensor ${number}`].filter(Boolean).join(" ");
}

/** `97 °C, threshold 90 °C` */
function trigger({ reading: value, threshold, unit }: SelRecord): string {
  if (value === undefined) return "";
  return threshold === undefined
    ? reading(value, unit)
    : `${reading(value, unit)}, threshold ${reading(threshold, unit)}`;
}

/** Says to screen readers what was logged since the view was opened. */
function News({ records }: { readonly records: readonly SelRecord[] | undefined }) {
  const first = useRef<number | undefined>(undefined);
  const last = records?.at(-1);
  if (records && first.current === undefined) first.current = last?.id ?? 0;
  const isNew = last !== undefined && last.id !== first.current;
  return (
    <p class="sr" aria-live="polite">
      {isNew ? `New event: ${last.sensor ?? ""} ${last.event}` : ""}
    </p>
  );
}
