/** All sensors, with what they read since the view was opened. */
import { useSignal } from "@preact/signals";
import type { SensorStatus } from "../../../src/control/calls/sensor.ts";
import { Pager, pageOf } from "../../parts/pager.tsx";
import { Panel } from "../../parts/panel.tsx";
import { keyOf } from "../history.ts";
import type { MachineState } from "../machine-state.ts";
import { SensorRow } from "./sensor-row.tsx";
import { toneOf } from "./sensor-tone.ts";

export function SensorsPanel({ state }: { readonly state: MachineState }) {
  const text = useSignal("");
  const page = useSignal(0);
  const open = useSignal<string | undefined>(undefined);
  const sensors = state.sensors.value;
  const found = (sensors ?? []).filter((sensor) => matches(sensor, text.value));
  return (
    <Panel
      title="Sensors"
      class="sensors"
      aside={
        <label>
          <span class="sr">Search sensors</span>
          <input
            type="search"
            placeholder="Search…"
            value={text.value}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
              page.value = 0;
            }}
          />
        </label>
      }
    >
      <table class="data">
        <caption class="sr">Sensors with readings, history, state and whether a value is held</caption>
        <thead>
          <tr>
            <th>Sensor</th>
            <th class="number">Reading</th>
            <th class="medium">Range</th>
            <th class="medium">History</th>
            <th>State</th>
          </tr>
        </thead>
        {pageOf(found, page.value).map((sensor) => (
          <SensorRow
            key={keyOf(sensor)}
            sensor={sensor}
            state={state}
            isOpen={open.value === keyOf(sensor)}
            toggle={() => {
              open.value = open.value === keyOf(sensor) ? undefined : keyOf(sensor);
            }}
          />
        ))}
        {found.length === 0 && (
          <tbody>
            <tr>
              <td colSpan={5} class="empty">
                {sensors ? "No sensor matches" : "Reading the sensors…"}
              </td>
            </tr>
          </tbody>
        )}
      </table>
      <Pager total={found.length} page={page} of="sensors" />
    </Panel>
  );
}

/** Words such as "critical" and "held" find sensors too. */
function matches(sensor: SensorStatus, text: string): boolean {
  const { name, type, states, held, source } = sensor;
  const all = [name, type, ...states.map((each) => each.name), held ? "held" : "", source ?? "", toneOf(sensor)];
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.join(" ").toLowerCase().includes(word));
}
