/** `sensor`: shows sensors, and holds them at values that an operator gives. */
import type { Command } from "commander";
import type { SensorStatus } from "../../control/calls/sensor.ts";
import type { ResultOf } from "../../control/calls.ts";
import type { Control } from "../../control/client.ts";
import { hexNumber } from "../../text/hex.ts";
import {
  addControlOptions,
  type ControlOptions,
  everyPage,
  type Meant,
  onDaemon,
  print,
} from "../options/control-options.ts";
import { bad } from "../output/style.ts";
import { list as entries, table } from "../output/table.ts";
import { utc } from "../output/utc.ts";

const HELP = `
Examples:
  extern-bmc sensor list
  extern-bmc sensor get "CPU1 Temp"
  extern-bmc sensor history "CPU1 Temp"
  extern-bmc sensor set "CPU1 Temp" 97
  extern-bmc sensor set "CPU1 Temp" "raw 0x80"
  extern-bmc sensor set "CPU1 Temp" unavailable
  extern-bmc sensor set "PSU1 Status" 0 "Failure detected"
  extern-bmc sensor set "PSU1 Status" none
  extern-bmc sensor release "CPU1 Temp"

Exit codes: 0 done, 1 refused, or no daemon runs, 2 the sensor does not exist, or the command line is wrong.`;

const HISTORY_HELP = `
The daemon keeps the latest 64 readings of each sensor with a numeric reading, until it ends. Each lasts from its time, in UTC,
to that of the next one. Changes within 15 s are one reading: the last value, with the lowest and the highest.
${HELP}`;

const SET_HELP = `
A sensor with a numeric reading takes a number in its own units ("97", "97 C", "850 mV"), a raw byte ("raw 0x80"),
or unavailable, and shows the nearest reading that it has. A discrete sensor takes its asserted states, as offsets or
names, or none. The sensor stays there, whatever its source does, until it is released. Threshold and state events
are raised as usual.
${HELP}`;

export function addSensor(program: Command): void {
  const sensor = program
    .command("sensor")
    .description("show sensors, hold them at a value, release them")
    .helpCommand(false)
    .addHelpText("after", HELP);
  addControlOptions(sensor.command("list").description("list all sensors"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => print(options, await onDaemon(options, allSensors), listInWords));
  addControlOptions(sensor.command("get").description("show one sensor").argument("<sensor>", "name or number"))
    .addHelpText("after", HELP)
    .action(async (name: string, options: ControlOptions) => {
      const result = await onDaemon(options, (control, meant) =>
        control.call("sensor.get", { ...meant, sensor: name }),
      );
      print(options, result, inWords);
    });
  addControlOptions(
    sensor
      .command("history")
      .description("show the latest readings of a sensor")
      .argument("<sensor>", "name or number"),
  )
    .addHelpText("after", HISTORY_HELP)
    .action(async (name: string, options: ControlOptions) => {
      const history = (control: Control, meant: Meant) => control.call("sensor.history", { ...meant, sensor: name });
      print(options, await onDaemon(options, history), historyInWords);
    });
  addControlOptions(
    sensor
      .command("set")
      .description("hold a sensor at a value or at states")
      .argument("<sensor>", "name or number")
      .argument("<value...>", "a number, a raw byte, states, none, available or unavailable"),
  )
    .addHelpText("after", SET_HELP)
    .action(async (name: string, values: readonly string[], options: ControlOptions) => {
      const set = (control: Control, meant: Meant) =>
        control.call("sensor.set", { ...meant, sensor: name, words: [...values] });
      print(options, await onDaemon(options, set), inWords);
    });
  addControlOptions(
    sensor.command("release").description("release a sensor that is held").argument("<sensor>", "name or number"),
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

function historyInWords({ unit, readings }: ResultOf<"sensor.history">): string {
  const text = (value: number | undefined) => (value === undefined ? "-" : `${value} ${unit}`.trimEnd());
  const rows = readings.map(({ epochMs, value, lowest, highest }) => [
    utc(epochMs),
    ...[value, lowest, highest].map(text),
  ]);
  return table(["Time", "Reading", "Lowest", "Highest"], rows);
}

function readingOf({ available, scanning, value, unit }: SensorStatus): string {
  if (!available || !scanning) return "no reading";
  return value === undefined ? "-" : `${value} ${unit}`.trimEnd();
}

function statesOf({ available, states, unit }: SensorStatus): string {
  if (!available) return "-";
  const names = states.map(({ name }) => name).join(", ");
  if (names === "") return unit === undefined ? "-" : "ok";
  return unit === undefined ? names : bad(names);
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
