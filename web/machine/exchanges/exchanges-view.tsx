/** The live exchanges of a machine's doors, the newest first. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Pager, pageOf } from "../../parts/pager.tsx";
import { Panel, Problem } from "../../parts/panel.tsx";
import { counted } from "../../words/format.ts";
import { EventRow } from "./event-row.tsx";
import { type Filter, KINDS, passes } from "./trace-events.ts";
import { type TraceState, traceState } from "./trace-state.ts";

export function ExchangesView({ machine }: { readonly machine: string }) {
  const trace = useMemo(() => traceState(machine), [machine]);
  useEffect(() => trace.start(), [trace]);
  const filter = useSignal<Filter>({ text: "", kind: "all" });
  const page = useSignal(0);
  const events = trace.events.value;
  const shown = useMemo(
    () => events.filter(({ event }) => passes(event, filter.value)).toReversed(),
    [events, filter.value],
  );
  const ask = (change: Partial<Filter>) => {
    filter.value = { ...filter.value, ...change };
    page.value = 0;
  };
  return (
    <Panel title="Exchanges" class="exchanges" aside={<Controls trace={trace} />}>
      <div class="filters">
        <label>
          <span class="sr">Search exchanges</span>
          <input
            type="search"
            placeholder="Command, field, peer…"
            value={filter.value.text}
            onInput={({ currentTarget }) => ask({ text: currentTarget.value })}
          />
        </label>
        <fieldset class="choice">
          <legend class="sr">Kind of event</legend>
          {KINDS.map((kind) => (
            <label key={kind}>
              <input type="radio" name="kind" checked={filter.value.kind === kind} onChange={() => ask({ kind })} />
              {kind}
            </label>
          ))}
        </fieldset>
        <span class="count">
          {counted(shown.length, "event")}
          {shown.length !== events.length && ` of ${events.length}`}
        </span>
      </div>
      <Problem text={trace.error.value} />
      <table class="data trace">
        <caption class="sr">Events at the doors, the newest first</caption>
        <thead>
          <tr>
            <th>Time (UTC)</th>
            <th>Command</th>
            <th class="medium">Request</th>
            <th>Code</th>
            <th class="medium">Answer</th>
            <th class="number medium">Took</th>
          </tr>
        </thead>
        {pageOf(shown, page.value).map(({ number, event }) => (
          <EventRow key={number} event={event} />
        ))}
        {shown.length === 0 && (
          <tbody>
            <tr>
              <td colSpan={6} class="empty">
                {events.length === 0 ? "Nothing has happened at the doors yet" : "No event matches"}
              </td>
            </tr>
          </tbody>
        )}
      </table>
      <Pager total={shown.length} page={page} of="events" />
    </Panel>
  );
}

function Controls({ trace }: { readonly trace: TraceState }) {
  const isPaused = trace.isPaused.value;
  return (
    <div class="buttons">
      <button type="button" aria-pressed={isPaused} onClick={() => (isPaused ? trace.resume() : trace.pause())}>
        {isPaused ? `Resume (${trace.waiting.value} waiting)` : "Pause"}
      </button>
      <button type="button" class="quiet" onClick={() => trace.clear()}>
        Empty the list
      </button>
    </div>
  );
}
