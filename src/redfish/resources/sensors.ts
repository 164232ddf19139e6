/** Sensors of the chassis: those of the BMC that have a numeric reading. The ID is the sensor's number. */
import { isUpper, type Threshold } from "../../bmc/sensors/thresholds.ts";
import { unitSymbol } from "../../config/values/units.ts";
import type { Endpoint } from "../endpoint.ts";
import { CHASSIS, collection, type Json, resource } from "../resource.ts";
import { statusOf } from "./health.ts";
import { type NumericSensor, numericSensors, rangeOf, readingOf, thresholdsOf } from "./sensor-values.ts";

const AT = `${CHASSIS}/Sensors`;

const NAMES: Readonly<Record<Threshold, string>> = {
  lowerNonCritical: "LowerCaution",
  lowerCritical: "LowerCritical",
  lowerNonRecoverable: "LowerFatal",
  upperNonCritical: "UpperCaution",
  upperCritical: "UpperCritical",
  upperNonRecoverable: "UpperFatal",
};

function sensorOf(numeric: NumericSensor): Json {
  const { sensor, id, at, kind, context } = numeric;
  const { low, high } = rangeOf(numeric);
  const thresholds = [...thresholdsOf(numeric)].map(([threshold, reading]) => [
    NAMES[threshold],
    { Reading: reading, Activation: isUpper(threshold) ? "Increasing" : "Decreasing" },
  ]);
  return resource(
    { at, schema: "Sensor", id, name: sensor.definition.name },
    {
      ...(kind && { ReadingType: kind.type }),
      ReadingUnits: kind?.units ?? unitSymbol(sensor.definition.units),
      Reading: readingOf(numeric),
      ReadingRangeMin: low,
      ReadingRangeMax: high,
      ...(context && { PhysicalContext: context }),
      Status: statusOf(sensor),
      ...(thresholds.length > 0 && { Thresholds: Object.fromEntries(thresholds) }),
    },
  );
}

export const sensorEndpoints: readonly Endpoint[] = [
  {
    path: AT,
    get: ({ service: { machine } }) =>
      collection(
        AT,
        "SensorCollection",
        "Sensors",
        numericSensors(machine).map(({ at }) => at),
      ),
  },
  {
    path: `${AT}/:sensor`,
    get({ service: { machine }, params }) {
      const numeric = numericSensors(machine).find(({ id }) => id === params["sensor"]);
      return numeric && sensorOf(numeric);
    },
  },
];
