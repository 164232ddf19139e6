/** A sensor's row, and below it the plot and the form for its value when it is open. */
import { useId } from "preact/hooks";
import type { SensorStatus } from "../../../src/control/calls/sensor.ts";
import { Led, Tag } from "../../parts/led.tsx";
import { reading } from "../../words/format.ts";
import { keyOf } from "../history.ts";
import type { MachineState } from "../machine-state.ts";
import { Gauge } from "./gauge.tsx";
import { SensorForm } from "./sensor-form.tsx";
import { SensorPlot } from "./sensor-plot.tsx";
import { stateText, toneOf } from "./sensor-tone.ts";
import { Spark } from "./spark.tsx";

interface SensorRowProps {
  readonly sensor: SensorStatus;
  readonly state: MachineState;
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

export function SensorRow({ sensor, state, isOpen, toggle }: SensorRowProps) {
  const id = useId();
  const points = state.history.value.get(keyOf(sensor)) ?? [];
  const { name, value, unit, held, source, available } = sensor;
  return (
    <tbody class={isOpen ? "open" : ""}>
      <tr>
        <th scope="row">
          <button type="button" class="disclose" aria-expanded={isOpen} aria-controls={id} onClick={toggle}>
            {name}
          </button>
        </th>
        <td class="number mono">{available && value !== undefined ? reading(value, unit) : "–"}</td>
        <td class="medium">
          <Gauge sensor={sensor} />
        </td>
        <td class="medium">
          <Spark points={points} tone={toneOf(sensor)} />
        </td>
        <td>
          <Led tone={toneOf(sensor)}>{stateText(sensor)}</Led>
          {held && <Tag tone="warn">held</Tag>}
          {source !== undefined && (
            <span class="medium">
              <Tag tone="off">{source}</Tag>
            </span>
          )}
        </td>
      </tr>
      <tr id={id} hidden={!isOpen} class="details">
        <td colSpan={5}>
          {isOpen && unit !== undefined && <SensorPlot machine={state.name} sensor={sensor} points={points} />}
          {isOpen && <Thresholds sensor={sensor} />}
          {isOpen && <SensorForm sensor={sensor} state={state} />}
        </td>
      </tr>
    </tbody>
  );
}

const SHORT: Readonly<Record<string, string>> = {
  lowerNonRecoverable: "lower non-recoverable",
  lowerCritical: "lower critical",
  lowerNonCritical: "lower non-critical",
  upperNonCritical: "upper non-critical",
  upperCritical: "upper critical",
  upperNonRecoverable: "upper non-recoverable",
};

function Thresholds({ sensor: { type, thresholds, unit, number, lun, raw } }: { readonly sensor: SensorStatus }) {
  const facts: readonly (readonly [string, string])[] = [
    ["type", type],
    ["number", `0x${number.toString(16).padStart(2, "0")}${lun === 0 ? "" : ` LUN ${lun}`}`],
    ...(raw === undefined ? [] : [["raw", `0x${raw.toString(16).padStart(2, "0")}`] as const]),
    ...Object.entries(SHORT).flatMap(([key, text]) => {
      const value = thresholds[key];
      return value === undefined ? [] : [[text, reading(value, unit)] as const];
    }),
  ];
  return (
    <dl class="facts">
      {facts.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}
