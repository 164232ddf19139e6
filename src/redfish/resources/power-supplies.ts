/**
 * Power supplies: one for each sensor with the states of one (IPMI table 42-3, type 08h). Its numbers come from sensors of the
 * same entity.
 */
import type { Sensor } from "../../bmc/sensors/sensor.ts";
import { ReadingType as EventType } from "../../ipmi/reading-type.ts";
import type { Machine } from "../../machine.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Severity } from "../messages.ts";
import { CHASSIS, collection, type Json, link, resource } from "../resource.ts";
import { type NumericSensor, numericSensors, type ReadingType, readingOf, sensorId } from "./sensor-values.ts";

export const POWER_SUPPLIES = `${CHASSIS}/PowerSubsystem/PowerSupplies`;

const SUPPLY_TYPE = 0x08;
/** Sensor-specific offsets. */
const Offset = {
  present: 0,
  failed: 1,
  failing: 2,
  lost: 3,
  lostOrOutOfRange: 4,
  outOfRange: 5,
  misconfigured: 6,
} as const;
const CRITICAL = [Offset.failed, Offset.lost, Offset.lostOrOutOfRange, Offset.misconfigured];
const WARNINGS = [Offset.failing, Offset.outOfRange];

function suppliesOf({ bmc }: Machine): readonly Sensor[] {
  return bmc.sensors.all.filter(({ settings: { kind } }) => {
    return kind.type === SUPPLY_TYPE && kind.readingType === EventType.sensorSpecific;
  });
}

function statusOf({ available, definition, states }: Sensor): Json {
  if (!available) return { State: "UnavailableOffline" };
  const isAbsent = definition.states.includes(Offset.present) && !states.has(Offset.present);
  return isAbsent ? { State: "Absent" } : { State: "Enabled", Health: healthOf(states) };
}

function healthOf(states: ReadonlySet<number>): Severity {
  if (CRITICAL.some((offset) => states.has(offset))) return "Critical";
  return WARNINGS.some((offset) => states.has(offset)) ? "Warning" : "OK";
}

function lineStatusOf({ states }: Sensor): string {
  if (states.has(Offset.lost) || states.has(Offset.lostOrOutOfRange)) return "LossOfInput";
  return states.has(Offset.outOfRange) ? "OutOfRange" : "Normal";
}

/** The first sensor of a quantity that monitors the supply. */
function sensorIn(machine: Machine, { definition: { entity } }: Sensor, type: ReadingType): NumericSensor | undefined {
  return numericSensors(machine).find(({ sensor, kind }) => {
    const { id, instance } = sensor.definition.entity;
    return kind?.type === type && id === entity.id && instance === entity.instance;
  });
}

/** Members of the old Power resource. */
export function oldPowerSupplies(machine: Machine, at: string): readonly Json[] {
  return suppliesOf(machine).map((supply, index) => {
    const power = sensorIn(machine, supply, "Power");
    return {
      "@odata.id": `${at}/${index}`,
      MemberId: `${index}`,
      Name: supply.definition.name,
      Status: statusOf(supply),
      ...(power && { PowerInputWatts: readingOf(power) }),
    };
  });
}

function supplyOf(supply: Sensor): Json {
  const id = sensorId(supply);
  const at = `${POWER_SUPPLIES}/${id}`;
  return resource(
    { at, schema: "PowerSupply", id, name: supply.definition.name },
    {
      Status: statusOf(supply),
      ...(supply.available && { LineInputStatus: lineStatusOf(supply) }),
      Metrics: link(`${at}/Metrics`),
    },
  );
}

function metricsOf(machine: Machine, supply: Sensor): Json {
  const excerpt = (name: string, type: ReadingType): Json => {
    const numeric = sensorIn(machine, supply, type);
    return numeric ? { [name]: { DataSourceUri: numeric.at, Reading: readingOf(numeric) } } : {};
  };
  const at = `${POWER_SUPPLIES}/${sensorId(supply)}/Metrics`;
  return resource(
    { at, schema: "PowerSupplyMetrics", id: "Metrics", name: `Metrics of ${supply.definition.name}` },
    { ...excerpt("InputPowerWatts", "Power"), ...excerpt("TemperatureCelsius", "Temperature") },
  );
}

function supplyAt(machine: Machine, id: string | undefined): Sensor | undefined {
  return suppliesOf(machine).find((supply) => sensorId(supply) === id);
}

export const powerSupplyEndpoints: readonly Endpoint[] = [
  {
    path: POWER_SUPPLIES,
    get: ({ service: { machine } }) =>
      collection(
        POWER_SUPPLIES,
        "PowerSupplyCollection",
        "Power Supplies",
        suppliesOf(machine).map((supply) => `${POWER_SUPPLIES}/${sensorId(supply)}`),
      ),
  },
  {
    path: `${POWER_SUPPLIES}/:supply`,
    get({ service: { machine }, params }) {
      const supply = supplyAt(machine, params["supply"]);
      return supply && supplyOf(supply);
    },
  },
  {
    path: `${POWER_SUPPLIES}/:supply/Metrics`,
    get({ service: { machine }, params }) {
      const supply = supplyAt(machine, params["supply"]);
      return supply && metricsOf(machine, supply);
    },
  },
];
