/** How well a sensor is, by the thresholds that its reading has reached. */
import type { SensorStatus } from "../../../src/control/calls/sensor.ts";
import type { Tone } from "../../parts/tone.ts";

export function toneOf({ available, scanning, states, unit }: SensorStatus): Tone {
  if (!scanning || !available) return "off";
  // The states of a discrete sensor are good or bad by its kind, which the page does not judge.
  if (unit === undefined) return states.length > 0 ? "info" : "off";
  if (states.length === 0) return "ok";
  return states.every(({ name }) => name.includes("Non-critical")) ? "warn" : "bad";
}

export function stateText({ available, scanning, states }: SensorStatus): string {
  if (!scanning) return "not scanned";
  if (!available) return "no reading";
  return states.map(({ name }) => name).join(", ") || "ok";
}
