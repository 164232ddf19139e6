/** Temperatures and fans, from sensors: the old Thermal resource, and the subsystem that replaced it. */
import type { Machine } from "../../machine.ts";
import type { Endpoint } from "../endpoint.ts";
import { CHASSIS, collection, type Json, link, resource } from "../resource.ts";
import { machineHealth, statusOf } from "./health.ts";
import { oldMember } from "./power.ts";
import { type NumericSensor, numericSensors, rangeOf, readingOf, sensorsOf } from "./sensor-values.ts";

const THERMAL = `${CHASSIS}/Thermal`;
const SUBSYSTEM = `${CHASSIS}/ThermalSubsystem`;
const METRICS = `${SUBSYSTEM}/ThermalMetrics`;
const FANS = `${SUBSYSTEM}/Fans`;

/** IPMI table 42-3. */
const FAN_TYPE = 0x04;

function fansOf(machine: Machine): readonly NumericSensor[] {
  return numericSensors(machine).filter(
    ({ sensor, kind }) =>
      sensor.settings.kind.type === FAN_TYPE && (kind?.type === "Rotational" || kind?.type === "Percent"),
  );
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

function thermalOf(machine: Machine): Json {
  return resource(
    { at: THERMAL, schema: "Thermal", id: "Thermal", name: "Thermal" },
    {
      Temperatures: sensorsOf(machine, "Temperature").map((numeric, index) => {
        const { low, high } = rangeOf(numeric);
        return {
          ...oldMember(`${THERMAL}#/Temperatures`, index, numeric),
          ReadingCelsius: readingOf(numeric),
          MinReadingRangeTemp: low,
          MaxReadingRangeTemp: high,
        };
      }),
      Fans: fansOf(machine).map((numeric, index) => {
        const { low, high } = rangeOf(numeric);
        return {
          ...oldMember(`${THERMAL}#/Fans`, index, numeric, Math.round),
          Reading: rounded(readingOf(numeric)),
          ReadingUnits: numeric.kind?.type === "Percent" ? "Percent" : "RPM",
          MinReadingRange: rounded(low),
          MaxReadingRange: rounded(high),
        };
      }),
    },
  );
}

function fanOf(numeric: NumericSensor): Json {
  const { sensor, id, at, kind, context = "Fan" } = numeric;
  const reading = readingOf(numeric);
  return resource(
    { at: `${FANS}/${id}`, schema: "Fan", id, name: sensor.definition.name },
    {
      PhysicalContext: context,
      Status: statusOf(sensor),
      SpeedPercent: { DataSourceUri: at, ...(kind?.type === "Percent" ? { Reading: reading } : { SpeedRPM: reading }) },
    },
  );
}

export const thermalEndpoints: readonly Endpoint[] = [
  { path: THERMAL, get: ({ service: { machine } }) => thermalOf(machine) },
  {
    path: SUBSYSTEM,
    get: ({ service: { machine } }) =>
      resource(
        { at: SUBSYSTEM, schema: "ThermalSubsystem", id: "ThermalSubsystem", name: "Thermal Subsystem" },
        {
          Fans: link(FANS),
          ThermalMetrics: link(METRICS),
          Status: { State: "Enabled", Health: machineHealth(machine) },
        },
      ),
  },
  {
    path: METRICS,
    get: ({ service: { machine } }) =>
      resource(
        { at: METRICS, schema: "ThermalMetrics", id: "ThermalMetrics", name: "Thermal Metrics" },
        {
          TemperatureReadingsCelsius: sensorsOf(machine, "Temperature").map((numeric) => ({
            DataSourceUri: numeric.at,
            DeviceName: numeric.sensor.definition.name,
            Reading: readingOf(numeric),
          })),
        },
      ),
  },
  {
    path: FANS,
    get: ({ service: { machine } }) =>
      collection(
        FANS,
        "FanCollection",
        "Fans",
        fansOf(machine).map(({ id }) => `${FANS}/${id}`),
      ),
  },
  {
    path: `${FANS}/:fan`,
    get({ service: { machine }, params }) {
      const numeric = fansOf(machine).find(({ id }) => id === params["fan"]);
      return numeric && fanOf(numeric);
    },
  },
];
