/** Health of sensors, from the thresholds that they have reached, and of the machine, from its sensors and chassis. */
import type { Chassis, ChassisCondition } from "./chassis/chassis.ts";
import type { Sensor } from "./sensors/sensor.ts";
import { THRESHOLDS } from "./sensors/thresholds.ts";

export const HEALTHS = ["ok", "warning", "critical"] as const;
export type Health = (typeof HEALTHS)[number];

const FAULTS: readonly ChassisCondition[] = [
  "powerOverload",
  "interlock",
  "powerFault",
  "powerControlFault",
  "driveFault",
  "coolingFault",
];

/** A threshold sensor's health, by the worst threshold that its reading has reached. */
export function sensorHealth({ definition, states }: Sensor): Health {
  if (!definition.isThreshold || states.size === 0) return "ok";
  const isCaution = [...states].every((state) => THRESHOLDS[state]?.endsWith("NonCritical"));
  return isCaution ? "warning" : "critical";
}

interface Controller {
  readonly chassis: Chassis;
  readonly sensors: { readonly all: readonly Sensor[] };
}

export function machineHealth({ chassis, sensors }: Controller): Health {
  if (FAULTS.some((fault) => chassis.has(fault))) return "critical";
  const all = sensors.all.map(sensorHealth);
  return all.includes("critical") ? "critical" : all.includes("warning") ? "warning" : "ok";
}
