/** `sensor`: shows sensors, and holds them at what an operator says. */

import type { Command } from "commander";
import type { SensorStatus } from "../../control/calls/sensor.ts";
import type { Control } from "../../control/client.ts";
import { UsageError } from "../../service/errors.ts";
import { hexNumber } from "../../text/hex.ts";
import {
  addControlOptions,
  type ControlOptions,
  everyPage,
  type Meant,
  onDaemon,
  print,
} from "../options/control-options.ts";
import { alarming, list as entries, table } from "../output/table.ts";

const HELP = `
Examples:
  extern-bmc sensor list
  extern-bmc sensor get "CPU1 Temp"
  extern-bmc sensor set "CPU1 Temp" 97
  extern-bmc sensor set "CPU1 Temp" unavailable
  extern-bmc sensor set "PSU1 Status" 0 "Failure detected"
  extern-bmc sensor set "PSU1 Status" none
  extern-bmc sensor release "CPU1 Temp"

Exit codes: 0 done, 1 refused, or no daemon is there, 2 there is no such sensor, or the command line is wrong.`;

const SET_HELP = `
A sensor with a numeric reading takes a number in its own units ("97", "97 C", "850 mV"), or unavailable; the
nearest reading that it has is shown. A discrete one takes the states that are asserted, as offsets or names,
or none. It stays so, whatever it is made from, until it is released. Events that follow are raised.
${HELP}`;

export function addSensor(program: Command): void {
  const sensor = program
    .command("sensor")
    .description("show sensors, hold them at a value, release them")
    .helpCommand(false)
    .addHelpText("after", HELP);
  addControlOptions(sensor.command("list").description("all sensors"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => print(options, await onDaemon(options, allSensors), listInWords));
  addControlOptions(sensor.command("get").description("one sensor").argument("<sensor>", "name or number"))
    .addHelpText("after", HELP)
    .action(async (name: string, options: ControlOptions) => {
      const result = await onDaemon(options, (control, meant) =>
        control.call("sensor.get", { ...meant, sensor: name }),
      );
      print(options, result, inWords);
    });
  addControlOptions(
    sensor
      .command("set")
      .description("hold a sensor at a value or at states")
      .argument("<sensor>", "name or number")
      .argument("<value...>", "a number, states, none, available or unavailable"),
  )
    .addHelpText("after", SET_HELP)
    .action(async (name: string, values: readonly string[], options: ControlOptions) => {
      const result = await onDaemon(options, async (control, meant) => {
        const given = inputOf(await control.call("sensor.get", { ...meant, sensor: name }), values);
        return control.call("sensor.set", { ...meant, sensor: name, ...(await given) });
      });
      print(options, result, inWords);
    });
  addControlOptions(
    sensor.command("release").description("let go of a sensor that is held").argument("<sensor>", "name or number"),
  )
    .addHelpText("after", HELP)
    .action(async (name: string, options: ControlOptions) => {
      const release = (control: Control, meant: Meant) => control.call("sensor.release", { ...meant, sensor: name });
      print(options, await onDaemon(options, release), inWords);
    });
}

async function allSensors(control: Control, meant: Meant): Promise<readonly SensorStatus[]> {
  const pages = await everyPage((from) => control.call("sensor.list", { ...meant, from }));
  return pages.flatMap(({ sensors }) => sensors);
}

/** What `sensor.set` is to be told. */
async function inputOf(sensor: SensorStatus, values: readonly string[]) {
  const [first = "", ...more] = values;
  if (first === "unavailable" || first === "available") return { available: first === "available" };
  if (sensor.unit === undefined) return { states: first === "none" && more.length === 0 ? [] : [...values] };
  return { value: await valueIn(sensor, values.join(" ")) };
}

/** A number, and perhaps a unit that is the sensor's. */
async function valueIn({ name, unit = "" }: SensorStatus, text: string): Promise<number> {
  const { parseUnit, unitSymbol, unknownUnit } = await import("../../config/values/units.ts");
  const [, digits, written] = /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*(.*?)\s*$/i.exec(text) ?? [];
  if (digits === undefined) {
    throw new UsageError(`${name} takes a number in ${unit}, or unavailable; got ${JSON.stringify(text)}`);
  }
  if (!written) return Number(digits);
  const meant = parseUnit(written);
  if (!meant) throw new UsageError(unknownUnit(written));
  if (unitSymbol(meant) !== unit)
    throw new UsageError(`${name} is in ${unit}, not in ${written}; give the number alone`);
  return Number(digits) * meant.scale;
}

function listInWords(sensors: readonly SensorStatus[]): string {
  const rows = sensors.map((sensor) => [
    sensor.name,
    `${hexNumber(sensor.number)}${sensor.lun > 0 ? `@${sensor.lun}` : ""}`,
    sensor.type,
    readingOf(sensor),
    statesOf(sensor),
    movedBy(sensor),
  ]);
  return table(["Sensor", "Number", "Type", "Reading", "State", "From"], rows);
}

function inWords(sensor: SensorStatus): string {
  const { thresholds, unit } = sensor;
  return entries([
    ["Sensor", sensor.name],
    ["Number", `${hexNumber(sensor.number)}, LUN ${sensor.lun}`],
    ["Type", sensor.type],
    ["Reading", readingOf(sensor)],
    ["State", statesOf(sensor)],
    ["From", movedBy(sensor)],
    ...Object.entries(thresholds).map(([name, value]): [string, string] => [spaced(name), `${value} ${unit ?? ""}`]),
  ]);
}

function readingOf({ available, scanning, value, unit }: SensorStatus): string {
  if (!available || !scanning) return "no reading";
  return value === undefined ? "-" : `${value} ${unit}`.trimEnd();
}

function statesOf({ available, states, unit }: SensorStatus): string {
  if (!available) return "-";
  const names = states.map(({ name }) => name).join(", ");
  if (names === "") return unit === undefined ? "-" : "ok";
  return unit === undefined ? names : alarming(names);
}

function movedBy({ held, source }: SensorStatus): string {
  return held ? "held" : (source ?? "-");
}

/** `upperNonCritical` → `Upper non-critical`. */
function spaced(name: string): string {
  const words = name
    .replace("Non", "Non-")
    .replaceAll(/(?<!-)[A-Z]/g, (letter) => ` ${letter}`)
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
