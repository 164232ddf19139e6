/** Turns the arguments of `sensor.set` into an input for the sensor. Here, as only the daemon knows the sensor's unit. */
import type { Sensor } from "../../bmc/sensors/sensor.ts";
import { readQuantity } from "../../config/values/quantity.ts";
import { unitSymbol } from "../../config/values/units.ts";
import { stateName, stateOffset } from "../../ipmi/words/states.ts";
import type { Machine } from "../../machine.ts";
import type { CheckedArguments } from "../calls.ts";
import { ControlError } from "../protocol.ts";

type SensorInput = Parameters<Machine["sources"]["hold"]>[1];
type Given = Pick<CheckedArguments<"sensor.set">, "value" | "states" | "available" | "words">;

/** @throws ControlError badArgument when the sensor cannot show what is given */
export function sensorInput(sensor: Sensor, { value, states, available, words }: Given): SensorInput {
  if (words) return inputOfWords(sensor, words);
  if (value !== undefined) return inputOfValue(sensor, value, "value");
  if (states) return inputOfStates(sensor, states, "states");
  return available ? asItIs(sensor) : { unavailable: true };
}

/** The arguments of the command `sensor set`: the sensor decides whether they are one value or several states. */
function inputOfWords(sensor: Sensor, words: readonly string[]): SensorInput {
  const [first, ...more] = words;
  if (more.length === 0) {
    if (first === "unavailable") return { unavailable: true };
    if (first === "available") return asItIs(sensor);
  }
  if (sensor.definition.isNumeric) return inputOfValue(sensor, words.join(" "), "words");
  return inputOfStates(sensor, first === "none" && more.length === 0 ? [] : words, "words");
}

function inputOfValue(sensor: Sensor, value: number | string, argument: "value" | "words"): SensorInput {
  const { name, units } = sensor.definition;
  const wrong = (problem: string) => new ControlError("badArgument", problem, { argument });
  if (!sensor.definition.isNumeric) throw wrong(`${name} has no numeric reading; expected states: ${namesOf(sensor)}`);
  if (typeof value === "number") return { value: inRange(sensor, value, wrong) };
  const hasUnit = units.base !== 0 || units.percentage;
  const number = hasUnit ? `a number in ${unitSymbol(units)}` : "a number without a unit";
  const is = `the value of ${name} is ${JSON.stringify(value)}`;
  const quantity = readQuantity(value);
  if (quantity === undefined) {
    const others =
      argument === "words" ? 'a raw byte ("raw 0x80"), available or unavailable' : 'or a raw byte ("raw 0x80")';
    throw wrong(`${is}; expected ${number}, ${others}`);
  }
  if (typeof quantity === "string") throw wrong(quantity);
  if (quantity.kind === "raw") return { raw: quantity.raw };
  const { unit } = quantity;
  if (unit && (unit.base !== units.base || unit.percentage !== units.percentage)) {
    throw wrong(`${is}; expected ${number}`);
  }
  return { value: inRange(sensor, quantity.value, wrong) };
}

/** Refuses a value that no raw byte shows: the nearest one would be far from it. */
function inRange(sensor: Sensor, value: number, wrong: (problem: string) => ControlError): number {
  const shown = Array.from({ length: 0x100 }, (_, raw) => sensor.unitsOf(raw)).filter(Number.isFinite);
  const [least, most] = [Math.min(...shown), Math.max(...shown)];
  const step = (most - least) / 0xff;
  if (value >= least - step && value <= most + step) return value;
  const { name, units } = sensor.definition;
  const round = (limit: number) => Number(limit.toPrecision(4));
  const unit = unitSymbol(units);
  throw wrong(
    `the value of ${name} is ${value}; its readings are from ${round(least)} to ${round(most)} ${unit}`.trimEnd(),
  );
}

function inputOfStates(
  sensor: Sensor,
  states: readonly (string | number)[],
  argument: "states" | "words",
): SensorInput {
  const { name, isThreshold, states: known } = sensor.definition;
  const wrong = (problem: string) => new ControlError("badArgument", problem, { argument });
  const offsets = states.map((state) => {
    if (isThreshold) throw wrong(`${name} has thresholds, and its reading decides which are reached; expected a value`);
    const offset = stateOffset(sensor.settings.kind, state);
    if (offset !== undefined && known.includes(offset)) return offset;
    throw wrong(`${name} has no state ${JSON.stringify(state)}; expected some of ${namesOf(sensor)}`);
  });
  return { states: offsets };
}

/** The input for a sensor that is made available: its present states or value. */
function asItIs(sensor: Sensor): SensorInput {
  return sensor.definition.isNumeric ? { value: sensor.value ?? 0 } : { states: [...sensor.snapshot().input.states] };
}

function namesOf({ definition, settings }: Sensor): string {
  return definition.states.map((offset) => `${offset} (${stateName(settings.kind, offset)})`).join(", ") || "none";
}
