/** Machines whose sensors have sources, on a clock that a test moves. */
import { onTestFinished } from "vitest";
import type { Sensor } from "../../../src/bmc/sensors/sensor.ts";
import { ManualClock } from "../../../src/clock.ts";
import type { Machine } from "../../../src/machine.ts";
import { hex } from "../bytes/hex.ts";
import { loggedEvents } from "./logged-events.ts";
import { machine } from "./machine.ts";

export const TEMPERATURE = {
  number: 0x30,
  name: "CPU Temp",
  type: "temperature",
  units: "C",
  thresholds: { upperCritical: 80 },
  hysteresis: { positive: 2, negative: 2 },
};
export const FAN = { number: 0x40, name: "Fan 1", type: "fan", units: "rpm", range: [0, 12_750] };
export const SLOT = { number: 0x50, name: "PSU 1", type: "powerSupply", entity: "power supply 1", states: [0, 1, 3] };

export const SINE = { kind: "sine", mean: 70, amplitude: 20, period: "1min" };

/** A machine with these sensors, its clock, and a look at its sensors. */
export function sourced(sensors: readonly object[], settings: object = {}) {
  const clock = new ManualClock();
  const made = machine({ sensors, ...settings }, clock);
  onTestFinished(() => made.close());
  const find = (number: number, at: { find(number: number, lun: number): Sensor } = made.bmc.sensors) =>
    at.find(number, 0);
  return { clock, machine: made, find, values: (number: number) => find(number).value };
}

/** Sensor number, "+" or "-" and offset of every event in the SEL. */
export function logged(machine: Machine): readonly string[] {
  return loggedEvents(machine).map((event) => {
    const [, number = 0, type = 0, first = 0] = hex(event);
    return `${number.toString(16)} ${type < 0x80 ? "+" : "-"}${first % 16}`;
  });
}
