/** Chassis conditions (IPMI §28.2) that sensors show, by sensor type and state (tables 42-2 and 42-3). */
import { ReadingType } from "../../ipmi/reading-type.ts";
import type { Sensor } from "../sensors/sensor.ts";
import { THRESHOLDS } from "../sensors/thresholds.ts";
import type { ChassisCondition } from "./chassis.ts";

const SensorType = {
  Fan: 0x04,
  PhysicalSecurity: 0x05,
  PowerSupply: 0x08,
  PowerUnit: 0x09,
  CoolingDevice: 0x0a,
  Drive: 0x0d,
};

interface Sign {
  readonly condition: ChassisCondition;
  readonly type: number;
  readonly readingType: number;
  /** States that show the condition. */
  readonly states: readonly number[];
}

/** Critical and non-recoverable thresholds. A fan beyond a non-critical one still cools. */
const CRITICAL = THRESHOLDS.flatMap((threshold, index) => (threshold.endsWith("NonCritical") ? [] : [index]));
/** Table 42-2, 07h: transitions to critical and to non-recoverable. */
const SEVERE = [2, 3, 5, 6];
/** Table 42-2, 0Bh: redundancy lost, non-redundant for lack of resources. */
const NOT_REDUNDANT = [1, 5];

const SIGNS: readonly Sign[] = [
  { condition: "intrusion", type: SensorType.PhysicalSecurity, readingType: ReadingType.sensorSpecific, states: [0] },
  { condition: "driveFault", type: SensorType.Drive, readingType: ReadingType.sensorSpecific, states: [1] },
  ...[SensorType.Fan, SensorType.CoolingDevice].flatMap((type): Sign[] => [
    { condition: "coolingFault", type, readingType: ReadingType.threshold, states: CRITICAL },
    { condition: "coolingFault", type, readingType: 0x07, states: SEVERE },
    { condition: "coolingFault", type, readingType: 0x0b, states: NOT_REDUNDANT },
  ]),
  // Failure detected, input lost.
  { condition: "powerFault", type: SensorType.PowerSupply, readingType: ReadingType.sensorSpecific, states: [1, 3] },
  // 240 VA power down, interlock power down, soft power control failure, power unit failure.
  { condition: "powerOverload", type: SensorType.PowerUnit, readingType: ReadingType.sensorSpecific, states: [2] },
  { condition: "interlock", type: SensorType.PowerUnit, readingType: ReadingType.sensorSpecific, states: [3] },
  { condition: "powerControlFault", type: SensorType.PowerUnit, readingType: ReadingType.sensorSpecific, states: [5] },
  { condition: "powerFault", type: SensorType.PowerUnit, readingType: ReadingType.sensorSpecific, states: [6] },
];

/** Whether a sensor shows the condition now. A sensor without a reading shows none. */
export function isSensed(condition: ChassisCondition, sensors: readonly Sensor[]): boolean {
  const signs = SIGNS.filter((sign) => sign.condition === condition);
  return sensors.some(({ definition, states }) =>
    signs.some(
      (sign) =>
        sign.type === definition.type &&
        sign.readingType === definition.readingType &&
        sign.states.some((state) => states.has(state)),
    ),
  );
}
