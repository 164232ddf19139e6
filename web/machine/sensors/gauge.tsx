/** A reading between its thresholds. The row has the number, so the drawing is hidden from screen readers. */
import type { SensorStatus } from "../../../src/control/calls/sensor.ts";
import { gaugeOf } from "./gauge-scale.ts";
import { toneOf } from "./sensor-tone.ts";

const WIDTH = 96;

export function Gauge({ sensor }: { readonly sensor: SensorStatus }) {
  const gauge = sensor.available ? gaugeOf(sensor) : undefined;
  if (!gauge) return null;
  return (
    <svg class="gauge" width={WIDTH} height="12" aria-hidden="true">
      {gauge.zones.map(({ tone, from, to }) => (
        <rect key={from} class={tone} x={from * WIDTH} y="4" width={(to - from) * WIDTH - 1} height="4" rx="1" />
      ))}
      <rect class={`mark ${toneOf(sensor)}`} x={gauge.at * (WIDTH - 3)} y="0" width="3" height="12" rx="1" />
    </svg>
  );
}
