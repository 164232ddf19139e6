/** Power: voltages from sensors, consumption and its limit from DCMI's power meter (DCMI §6.6). */

import { ExceptionAction } from "../../bmc/dcmi/power-limit.ts";
import type { Threshold } from "../../bmc/sensors/thresholds.ts";
import type { Machine } from "../../machine.ts";
import type { Endpoint } from "../endpoint.ts";
import { CHASSIS, type Json, link, resource, SYSTEM } from "../resource.ts";
import { machineHealth, statusOf } from "./health.ts";
import { oldPowerSupplies, POWER_SUPPLIES } from "./power-supplies.ts";
import { type NumericSensor, rangeOf, readingOf, sensorsOf, thresholdsOf } from "./sensor-values.ts";

const POWER = `${CHASSIS}/Power`;
const SUBSYSTEM = `${CHASSIS}/PowerSubsystem`;
const ENVIRONMENT = `${CHASSIS}/EnvironmentMetrics`;
const SECONDS_PER_MINUTE = 60;

const OLD_NAMES: Readonly<Record<Threshold, string>> = {
  lowerNonCritical: "LowerThresholdNonCritical",
  lowerCritical: "LowerThresholdCritical",
  lowerNonRecoverable: "LowerThresholdFatal",
  upperNonCritical: "UpperThresholdNonCritical",
  upperCritical: "UpperThresholdCritical",
  upperNonRecoverable: "UpperThresholdFatal",
};

/** The properties that members of the old Power and Thermal resources share. `round`: for those that take whole numbers. */
export function oldMember(at: string, index: number, numeric: NumericSensor, round = (value: number) => value): Json {
  const { sensor, context } = numeric;
  const thresholds = [...thresholdsOf(numeric)].map(([threshold, value]) => [OLD_NAMES[threshold], round(value)]);
  return {
    "@odata.id": `${at}/${index}`,
    MemberId: `${index}`,
    Name: sensor.definition.name,
    SensorNumber: sensor.definition.number,
    Status: statusOf(sensor),
    ...(context && { PhysicalContext: context }),
    ...Object.fromEntries(thresholds),
  };
}

const LIMIT_EXCEPTIONS: Readonly<Record<ExceptionAction, string>> = {
  [ExceptionAction.None]: "NoAction",
  [ExceptionAction.PowerOff]: "HardPowerOff",
  [ExceptionAction.LogOnly]: "LogEventOnly",
};

function powerOf(machine: Machine): Json {
  const { meter, powerLimit } = machine.bmc.dcmi;
  const { watts, action, correctionMs, samplingSeconds } = powerLimit.settings;
  const { current, minimum, maximum, average } = meter.statistics(samplingSeconds);
  return resource(
    { at: POWER, schema: "Power", id: "Power", name: "Power" },
    {
      PowerControl: [
        {
          "@odata.id": `${POWER}#/PowerControl/0`,
          MemberId: "0",
          Name: "System Power",
          PhysicalContext: "Chassis",
          PowerConsumedWatts: current,
          PowerCapacityWatts: machine.bmc.options.dcmi.power.maximumWatts,
          PowerMetrics: {
            IntervalInMin: Math.max(1, Math.round(samplingSeconds / SECONDS_PER_MINUTE)),
            MinConsumedWatts: minimum,
            MaxConsumedWatts: maximum,
            AverageConsumedWatts: average,
          },
          PowerLimit: powerLimit.active
            ? { LimitInWatts: watts, LimitException: LIMIT_EXCEPTIONS[action], CorrectionInMs: correctionMs }
            : { LimitInWatts: null },
          RelatedItem: [link(SYSTEM), link(CHASSIS)],
        },
      ],
      PowerSupplies: oldPowerSupplies(machine, `${POWER}#/PowerSupplies`),
      Voltages: sensorsOf(machine, "Voltage").map((numeric, index) => {
        const { low, high } = rangeOf(numeric);
        return {
          ...oldMember(`${POWER}#/Voltages`, index, numeric),
          ReadingVolts: readingOf(numeric),
          MinReadingRange: low,
          MaxReadingRange: high,
        };
      }),
    },
  );
}

export const powerEndpoints: readonly Endpoint[] = [
  { path: POWER, get: ({ service: { machine } }) => powerOf(machine) },
  {
    path: SUBSYSTEM,
    get: ({ service: { machine } }) =>
      resource(
        { at: SUBSYSTEM, schema: "PowerSubsystem", id: "PowerSubsystem", name: "Power Subsystem" },
        {
          CapacityWatts: machine.bmc.options.dcmi.power.maximumWatts,
          PowerSupplies: link(POWER_SUPPLIES),
          Status: { State: "Enabled", Health: machineHealth(machine) },
        },
      ),
  },
  {
    path: ENVIRONMENT,
    get: ({ service: { machine } }) =>
      resource(
        { at: ENVIRONMENT, schema: "EnvironmentMetrics", id: "EnvironmentMetrics", name: "Environment Metrics" },
        { PowerWatts: { Reading: machine.bmc.dcmi.meter.watts } },
      ),
  },
];
