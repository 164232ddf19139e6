/** Health in Redfish's words. */
import { type Health, machineHealth as healthOfMachine, sensorHealth } from "../../bmc/health.ts";
import type { Sensor } from "../../bmc/sensors/sensor.ts";
import type { Machine } from "../../machine.ts";
import type { Json } from "../resource.ts";

const WORDS = { ok: "OK", warning: "Warning", critical: "Critical" } as const satisfies Readonly<
  Record<Health, string>
>;

/** A threshold sensor's health, by the worst threshold that its reading has reached. */
export function healthOf(sensor: Sensor): (typeof WORDS)[Health] {
  return WORDS[sensorHealth(sensor)];
}

export function statusOf(sensor: Sensor): Json {
  const { scanning } = sensor.settings.enables;
  if (!scanning) return { State: "Disabled" };
  return sensor.available ? { State: "Enabled", Health: healthOf(sensor) } : { State: "UnavailableOffline" };
}

export function machineHealth({ bmc }: Machine): (typeof WORDS)[Health] {
  return WORDS[healthOfMachine(bmc)];
}
