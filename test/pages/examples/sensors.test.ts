/** The examples of docs/sensors.md: each loads, and gives what the page says under it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import type { Sensor } from "../../../src/bmc/sensors/sensor.ts";
import { ConfigError, loadConfig } from "../../../src/config/load.ts";
import type { MachineConfig } from "../../../src/config/schema/schema.ts";
import { statesOf } from "../../../src/config/sensors/state-names.ts";
import { unitSymbol } from "../../../src/config/values/units.ts";
import { Machine } from "../../../src/machine.ts";
import { hex } from "../../support/bytes/hex.ts";
import { directory, fileWith } from "../../support/config/config.ts";

const page = readFileSync(new URL("../../../docs/sensors.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/```yaml\n(.*?)```\n(?:\n```text\n(.*?)```)?/gs)].map(([, yaml = "", says]) => ({
  yaml,
  says,
}));

test("there are some", () => {
  expect(examples.filter(({ says }) => says !== undefined).length).toBeGreaterThan(6);
});

test.each(examples)("$yaml", ({ yaml, says }) => {
  writeFileSync(join(directory, "board.sdr"), hex("00 00 51 c0 03 57 01 00"));
  const found = linesOf(yaml).map((line) => line.replaceAll(`${directory}/`, ""));
  if (says !== undefined) expect(`${found.join("\n")}\n`).toBe(says);
});

/** Errors or warnings about the example; without any, its sensors. */
function linesOf(yaml: string): readonly string[] {
  try {
    const { machines, warnings } = loadConfig(fileWith(yaml));
    return warnings.length > 0 ? warnings : machines.flatMap(sensorsOf);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split("\n");
  }
}

function sensorsOf(config: MachineConfig): readonly string[] {
  const { sensors } = new Machine(config, pino({ level: "silent" })).bmc;
  return sensors.all.filter(({ definition }) => definition.name !== "Watchdog").map(printed);
}

function printed(sensor: Sensor): string {
  const { name, type, readingType, units, format, linearization } = sensor.definition;
  if (sensor.value === undefined) {
    const names = Object.entries(statesOf(type, readingType));
    return `${name}: ${[...sensor.states].map((state) => names.find(([, offset]) => offset === state)?.[0] ?? state)}`;
  }
  const print = (value: number) => `${Number(value.toPrecision(6))} ${unitSymbol(units)}`;
  const [low, high] = format === "unsigned" ? [0x00, 0xff] : [0x80, 0x7f];
  const step = linearization === "linear" ? `${print(sensor.unitsOf(1) - sensor.unitsOf(0))} apart` : linearization;
  const ends = `${print(sensor.unitsOf(low))} to ${print(sensor.unitsOf(high))}`;
  return `${name}: ${print(sensor.value)} (raw ${sensor.reading.toString(16).padStart(2, "0")}h), ${ends}, ${step}`;
}
