import { toUnits } from "../../bmc/sensors/conversion.ts";
import type { Sensor } from "../../bmc/sensors/sensor.ts";
import { THRESHOLDS } from "../../bmc/sensors/thresholds.ts";
import { unitSymbol } from "../../config/values/units.ts";
import { sensorTypeName } from "../../ipmi/words/sensor-types.ts";
import { stateName, stateNames } from "../../ipmi/words/states.ts";
import type { Machine } from "../../machine.ts";
import { hexNumber } from "../../text/hex.ts";
import { nearest } from "../../text/suggest.ts";
import type { SensorStatus } from "../calls/sensor.ts";
import { type CallHandler, machineOf } from "../handler.ts";
import { PAGE_SIZE } from "../pages.ts";
import { ControlError } from "../protocol.ts";
import { rounded } from "../words/sel-record.ts";
import { sensorInput } from "./sensor-input.ts";

const sensorList: CallHandler<"sensor.list"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const { from = 0 } = given;
  const { all } = machine.bmc.sensors;
  const end = from + PAGE_SIZE;
  return {
    sensors: all.slice(from, end).map((sensor) => statusOf(machine, sensor)),
    next: end < all.length ? end : undefined,
  };
};

const sensorGet: CallHandler<"sensor.get"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  return statusOf(machine, sensorOf(machine, given.sensor));
};

const sensorHistory: CallHandler<"sensor.history"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const sensor = sensorOf(machine, given.sensor);
  const { name, units } = sensor.definition;
  const kept = machine.sensorHistory.of(sensor);
  if (!kept) throw new ControlError("badArgument", `${name} has no numeric reading`, { argument: "sensor" });
  const inUnits = (shown: number | null) => (shown === null ? undefined : rounded(sensor.unitsOf(shown)));
  const readings = kept.map(({ epochMs, latest, lowest, highest }) => {
    return { epochMs, value: inUnits(latest), lowest: inUnits(lowest), highest: inUnits(highest) };
  });
  return { now: machine.clock.epochMs(), unit: unitSymbol(units), readings };
};

const sensorSet: CallHandler<"sensor.set"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const sensor = sensorOf(machine, given.sensor);
  const input = sensorInput(sensor, given);
  machine.operate(() => machine.sources.hold(sensor, input));
  return statusOf(machine, sensor);
};

const sensorRelease: CallHandler<"sensor.release"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const sensor = sensorOf(machine, given.sensor);
  machine.operate(() => machine.sources.release(sensor));
  return statusOf(machine, sensor);
};

/**
 * Finds a sensor by its name, or by its number on LUN 0.
 * @throws ControlError notFound, which names the most similar sensor
 */
export function sensorOf({ bmc }: Machine, wanted: string | number): Sensor {
  const { all } = bmc.sensors;
  const number =
    typeof wanted === "number" ? wanted : /^(?:0x[0-9a-f]+|\d+)$/i.test(wanted) ? Number(wanted) : undefined;
  const named = all.filter(({ definition }) => definition.name === wanted);
  const found = named.length > 0 ? named : all.filter(({ definition: it }) => it.lun === 0 && it.number === number);
  const [sensor, ...others] = found;
  if (sensor && others.length === 0) return sensor;
  if (sensor) {
    const numbers = found.map(({ definition }) => hexNumber(definition.number)).join(", ");
    throw new ControlError(
      "notFound",
      `${found.length} sensors are called ${wanted}; expected one of their numbers: ${numbers}`,
    );
  }
  const names = all.map(({ definition }) => definition.name);
  const meant = typeof wanted === "string" ? nearest(wanted, names) : undefined;
  const hint = meant ? `did you mean ${meant}?` : "sensor list shows them";
  throw new ControlError("notFound", `there is no sensor ${JSON.stringify(wanted)}; ${hint}`, { argument: "sensor" });
}

function statusOf(machine: Machine, sensor: Sensor): SensorStatus {
  const { number, lun, name, format, units, linearization } = sensor.definition;
  const { kind, thresholds, enables } = sensor.settings;
  const numeric = format !== "none";
  const inUnits = (raw: number) =>
    numeric ? rounded(toUnits(raw, format, sensor.factorsAt(raw).factors, linearization)) : raw;
  const { value } = sensor;
  return {
    number,
    lun,
    name,
    type: sensorTypeName(kind.type),
    available: sensor.available,
    scanning: enables.scanning,
    value: value === undefined ? undefined : rounded(value),
    raw: numeric && sensor.available ? sensor.reading : undefined,
    unit: numeric ? unitSymbol(units) : undefined,
    states: [...sensor.states].sort((a, b) => a - b).map((offset) => ({ offset, name: stateWord(sensor, offset) })),
    thresholds: Object.fromEntries(
      THRESHOLDS.flatMap((threshold) => {
        const raw = thresholds[threshold];
        return raw === undefined ? [] : [[threshold, inUnits(raw)]];
      }),
    ),
    held: machine.sources.held(sensor),
    source: machine.sources.sourceOf(sensor)?.kind,
  };
}

/** Names a state. The states of a threshold sensor are the thresholds that its reading has reached. */
function stateWord({ definition, settings }: Sensor, offset: number): string {
  if (!definition.isThreshold) return stateName(settings.kind, offset);
  return stateNames(settings.kind)[2 * offset]?.replace(/ going .*/, "") ?? stateName(settings.kind, offset);
}

export const sensorHandlers = {
  "sensor.list": sensorList,
  "sensor.get": sensorGet,
  "sensor.history": sensorHistory,
  "sensor.set": sensorSet,
  "sensor.release": sensorRelease,
};
