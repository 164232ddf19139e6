/** Health from the states of sensors, and from conditions of the chassis. */
import type { ChassisCondition } from "../../bmc/chassis/chassis.ts";
import type { Sensor } from "../../bmc/sensors/sensor.ts";
import { THRESHOLDS } from "../../bmc/sensors/thresholds.ts";
import type { Machine } from "../../machine.ts";
import type { Json } from "../resource.ts";

type Health = "OK" | "Warning" | "Critical";

const FAULTS: readonly ChassisCondition[] = [
  "powerOverload",
  "interlock",
  "powerFault",
  "powerControlFault",
  "driveFault",
  "coolingFault",
];

/** A threshold sensor's health, by the worst threshold that its reading has reached. */
export function healthOf({ definition, states }: Sensor): Health {
  if (!definition.isThreshold || states.size === 0) return "OK";
  const isCaution = [...states].every((state) => THRESHOLDS[state]?.endsWith("NonCritical"));
  return isCaution ? "Warning" : "Critical";
}

export function statusOf(sensor: Sensor): Json {
  const { scanning } = sensor.settings.enables;
  if (!scanning) return { State: "Disabled" };
  return sensor.available ? { State: "Enabled", Health: healthOf(sensor) } : { State: "UnavailableOffline" };
}

export function machineHealth({ bmc: { chassis, sensors } }: Machine): Health {
  if (FAULTS.some((fault) => chassis.has(fault))) return "Critical";
  const all = sensors.all.map(healthOf);
  return all.includes("Critical") ? "Critical" : all.includes("Warning") ? "Warning" : "OK";
}
