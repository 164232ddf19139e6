/** Sensors with a numeric reading, in Redfish's units (IPMI §43.17, UCUM). */
import type { Sensor } from "../../bmc/sensors/sensor.ts";
import { THRESHOLDS, type Threshold } from "../../bmc/sensors/thresholds.ts";
import type { Machine } from "../../machine.ts";
import { CHASSIS } from "../resource.ts";

export type ReadingType =
  | "Temperature"
  | "Voltage"
  | "Current"
  | "Power"
  | "EnergyJoules"
  | "Frequency"
  | "Rotational"
  | "AirFlow"
  | "Percent";

interface Kind {
  readonly type: ReadingType;
  readonly units: string;
  /** Converts from IPMI's unit. Default: it is the same. */
  readonly from?: (value: number) => number;
}

/** Quantities by unit code. */
const KINDS: ReadonlyMap<number, Kind> = new Map([
  [1, { type: "Temperature", units: "Cel" }],
  [2, { type: "Temperature", units: "Cel", from: (value: number) => ((value - 32) * 5) / 9 }],
  [3, { type: "Temperature", units: "Cel", from: (value: number) => value - 273.15 }],
  [4, { type: "Voltage", units: "V" }],
  [5, { type: "Current", units: "A" }],
  [6, { type: "Power", units: "W" }],
  [7, { type: "EnergyJoules", units: "J" }],
  [17, { type: "AirFlow", units: "[ft_i]3/min" }],
  [18, { type: "Rotational", units: "RPM" }],
  [19, { type: "Frequency", units: "Hz" }],
]);
const PERCENT: Kind = { type: "Percent", units: "%" };

/** Physical contexts by entity ID (IPMI §43.14). */
const CONTEXTS: ReadonlyMap<number, string> = new Map([
  [0x03, "CPU"],
  [0x04, "StorageDevice"],
  [0x07, "SystemBoard"],
  [0x08, "Memory"],
  [0x0a, "PowerSupply"],
  [0x0b, "ExpansionSubsystem"],
  [0x0f, "Backplane"],
  [0x13, "PowerSubsystem"],
  [0x17, "Chassis"],
  [0x1a, "StorageBay"],
  [0x1d, "Fan"],
  [0x1e, "CoolingSubsystem"],
  [0x20, "Memory"],
  [0x27, "Room"],
  [0x28, "Battery"],
  [0x37, "Intake"],
  [0x40, "Intake"],
  [0x41, "CPU"],
  [0x42, "SystemBoard"],
]);

/** A sensor that has a numeric reading. */
export interface NumericSensor {
  readonly sensor: Sensor;
  readonly id: string;
  readonly at: string;
  /** Undefined: Redfish has no such quantity. */
  readonly kind: Kind | undefined;
  readonly context: string | undefined;
}

export function numericSensors({ bmc }: Machine): readonly NumericSensor[] {
  return bmc.sensors.all.flatMap((sensor) => (sensor.definition.format === "none" ? [] : [numeric(sensor)]));
}

/** Sensors of one kind. */
export function sensorsOf(machine: Machine, type: ReadingType): readonly NumericSensor[] {
  return numericSensors(machine).filter(({ kind }) => kind?.type === type);
}

/** The sensor's number, with its LUN where that is not 0. */
export function sensorId({ definition: { number, lun } }: Sensor): string {
  return lun === 0 ? `${number}` : `${lun}-${number}`;
}

function numeric(sensor: Sensor): NumericSensor {
  const { units, entity } = sensor.definition;
  const isPlain = units.modifierOperation === "none" && units.rate === "none";
  const id = sensorId(sensor);
  return {
    sensor,
    id,
    at: `${CHASSIS}/Sensors/${id}`,
    kind: units.percentage ? PERCENT : isPlain ? KINDS.get(units.base) : undefined,
    context: CONTEXTS.get(entity.id),
  };
}

/** The reading in the sensor's Redfish unit; null without one. */
export function readingOf({ sensor, kind }: NumericSensor): number | null {
  const { value } = sensor;
  return value === undefined ? null : inUnits(value, kind);
}

/** The present thresholds, in the sensor's Redfish unit. */
export function thresholdsOf({ sensor, kind }: NumericSensor): ReadonlyMap<Threshold, number> {
  const { thresholds } = sensor.settings;
  return new Map(
    THRESHOLDS.flatMap((threshold) => {
      const raw = thresholds[threshold];
      const value = raw === undefined ? null : inUnits(sensor.unitsOf(raw), kind);
      return value === null ? [] : [[threshold, value] as const];
    }),
  );
}

/** The ends of the scale, where the sensor's record states them. */
export function rangeOf({ sensor, kind }: NumericSensor): {
  readonly low: number | null;
  readonly high: number | null;
} {
  const { minimum, maximum } = sensor.definition.range;
  const end = (raw: number | undefined) => (raw === undefined ? null : inUnits(sensor.unitsOf(raw), kind));
  return { low: end(minimum), high: end(maximum) };
}

const DIGITS = 6;

/** Null where the sensor's linearization has no value, such as the logarithm of 0. */
function inUnits(value: number, kind: Kind | undefined): number | null {
  const converted = kind?.from?.(value) ?? value;
  return Number.isFinite(converted) ? Number(converted.toPrecision(DIGITS)) : null;
}
