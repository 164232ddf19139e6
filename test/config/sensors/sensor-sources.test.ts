/** Whole messages about sources that cannot work. */
import { describe, expect, test } from "vitest";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { complaint, fileWith } from "../../support/config/config.ts";

const TEMPERATURE = "name: CPU Temp, number: 1, type: temperature, units: C";
const FAN = "name: Fan 1, number: 2, type: fan, units: rpm";
const SLOT = "name: PSU 1, number: 4, type: power supply, states: [presence detected, failure detected]";

/** Message about a source whose faulty place a caret marks. Other sensors may surround it. */
function said(sensor: string, source: string, ...others: readonly string[]): string | undefined {
  const lines = [`{${sensor}, source: ${source}}`, ...others.map((other) => `{${other}}`)];
  const text = `sensors:\n${lines.map((line) => `- ${line}`).join("\n")}\n`;
  const column = (text.split("\n")[1] ?? "").indexOf("^") + 1;
  const message = complaint(fileWith(text.replace("^", "")));
  if (column > 0) expect(message).toMatch(new RegExp(`^bmc\\.yaml:2:${column}: `));
  return message?.replace(/^.*? sensors\[0\]\./, "");
}

const KINDS = "constant, ramp, sine, square, randomWalk, script, file, follow or guest";

describe("for a sensor with a reading", () => {
  test.each([
    ["^tremor", `source is "tremor"; expected guest, or a mapping with a kind: ${KINDS}`],
    ["{kind: ^sin}", `source.kind is "sin"; expected ${KINDS}`],
    ["{mean: 5}", `source.kind is missing; expected ${KINDS}`],
    ["{kind: constant, value: ^5 rpm}", `source.value: the value is 5 rpm; expected a number in C, the sensor's unit`],
    [
      "{kind: ramp, from: 20, to: 80, over: ^10}",
      `source.over is 10 (0xa); expected a time with its unit: 500ms, 10s, 2min, 1h or 1d`,
    ],
    ["{kind: ramp, from: 20, to: 80, ^ovr: 10s}", `source.ovr is not a setting; did you mean over?`],
    [
      "{kind: sine, mean: 50, amplitude: ^raw 5, period: 1min}",
      `source.amplitude: the value is a raw byte; expected a number in units`,
    ],
    [
      "{kind: randomWalk, start: ^10, step: 1, min: 20, max: 30}",
      `source.start: the start is outside of min and max; expected a value from min to max`,
    ],
    [
      "{kind: script, steps: [^{at: 10s}]}",
      `source.steps[0] is { at: '10s' }; expected at and one of value, states or unavailable`,
    ],
    [
      "{kind: script, steps: [{at: 10s, value: 1}, {at: ^5s, value: 2}]}",
      `source.steps[1].at is "5s"; expected a later time than that of the step before`,
    ],
    [
      "{kind: script, steps: [{at: 10s, value: 1}], repeat: ^10s}",
      `source.repeat is "10s"; expected a longer time than that of the last step`,
    ],
    [
      "{kind: script, steps: [{at: 10s, states: [^0]}]}",
      `source.steps[0].states[0]: a sensor with a reading has no states to set; expected a value`,
    ],
    ["{kind: file, path: t, divide: ^0}", `source.divide is 0; expected a number other than 0`],
    ["{kind: file, path: t, base: ^1}", `source.base is 1; expected decimal, 0 or a whole number from 2 to 36`],
    [
      "{kind: file, path: t, every: ^1ms}",
      `source.every is "1ms"; expected a time of 10 ms or more with its unit: 500ms, 10s, 2min, 1h or 1d`,
    ],
  ])("%s", (source, line) => {
    expect(said(TEMPERATURE, source)).toBe(line);
  });

  test("refuses a value that the sensor's factors cannot show", () => {
    const fixed = `${TEMPERATURE}, m: 1, b: 0`;
    expect(said(fixed, "{kind: constant, value: 300}")).toContain("source.value: 300 C cannot be shown");
  });

  test("finds factors for the values of the source", () => {
    const source = { kind: "sine", mean: 50, amplitude: 400, period: "1min" };
    const { sensors } = configSchema.parse({ sensors: [{ name: "T", type: "temperature", units: "C", source }] });
    const { m = 0, rExponent = 0 } = sensors[0]?.factors ?? {};
    expect(m * 10 ** rExponent * 255).toBeGreaterThanOrEqual(800);
  });

  test("accepts a file that does not exist yet", () => {
    expect(said(TEMPERATURE, "{kind: file, path: not-yet}")).toBeUndefined();
  });
});

describe("for a sensor with states", () => {
  test.each([
    [
      "{kind: ^constant, value: 5}",
      `source.kind: a sensor with states has no values, so no constant; expected script, file, follow or guest`,
    ],
    [
      "{kind: script, steps: [{at: 0, value: ^5}]}",
      `source.steps[0].value: a sensor with states has no value; expected states`,
    ],
    [
      "{kind: script, steps: [{at: 0, states: [^presnce detected]}]}",
      `source.steps[0].states[0]: there is no state "presnce detected"; did you mean presence detected?`,
    ],
    [
      "{kind: script, steps: [{at: 0, states: [^7]}]}",
      `source.steps[0].states[0]: the sensor does not report this state; expected one of its states`,
    ],
  ])("%s", (source, line) => {
    expect(said(SLOT, source)).toBe(line);
  });
});

describe("for a sensor that follows another", () => {
  const line = (sensor: string, rest = "") => `{kind: follow, sensor: ${sensor}, from: [20, 80], to: [0, 9000]${rest}}`;

  test.each([
    [line("^CPU Tmp"), `source.sensor: there is no sensor "CPU Tmp" at LUN 0; did you mean "CPU Temp"?`],
    [
      line("^0x77"),
      `source.sensor: there is no sensor 0x77 at LUN 0; expected the name or number of an existing sensor`,
    ],
    [line("CPU Temp", ", controller: ^0x82"), `source.controller: there is no controller 0x82; expected one of 0x20`],
    [line("^PSU 1"), `source.sensor: PSU 1 has states and no reading`],
    [line("^Fan 1"), `source.sensor: sensors follow each other in a circle: Fan 1 → Fan 1; remove one of the sources`],
    [
      "{kind: follow, sensor: CPU Temp, from: [^20 rpm, 80], to: [0, 9000]}",
      `source.from[0]: the unit is rpm; expected C, the unit of CPU Temp`,
    ],
    [
      "{kind: follow, sensor: CPU Temp, from: ^[20, 20], to: [0, 9]}",
      `source.from: both values are equal; expected two different values`,
    ],
    [
      "{kind: follow, sensor: CPU Temp}",
      `source: a sensor with a reading needs from and to; expected two values of the other sensor and their values here`,
    ],
    [
      "^{kind: follow, sensor: CPU Temp, from: [20, 80], at: 20}",
      `source is { kind: 'follow', sensor: 'CPU Temp', from: [ 20, 80 ], at: …; expected from and to (and lag); or at, below and above; or none of these, to copy the other sensor's states`,
    ],
  ])("%s", (source, line) => {
    expect(said(FAN, source, TEMPERATURE, SLOT)).toBe(line);
  });

  test("on another controller", () => {
    const satellites = [{ address: 0x82, name: "a", sensors: [{ name: "T", type: "temperature", units: "C" }] }];
    const source = { kind: "follow", sensor: "T", controller: 0x82, from: [0, 1], to: [0, 1] };
    const fan = { name: "F", type: "fan", units: "rpm", source };
    expect(configSchema.safeParse({ satellites, sensors: [fan] }).success).toBe(true);
  });
});

describe("times", () => {
  test.each([
    ["500ms", 500],
    ["10s", 10_000],
    ["1.5 min", 90_000],
    ["2 h", 7_200_000],
    ["1day", 86_400_000],
    [0, 0],
  ])("%s", (start, startMs) => {
    expect(configSchema.parse({ time: { start } }).time.startMs).toBe(startMs);
  });

  test.each([5, "5", "s", "-1s", "1 fortnight", "200000d"])("not %s", (start) => {
    expect(configSchema.safeParse({ time: { start } }).success).toBe(false);
  });

  test.each([0, -1, 10_001, "fast"])("a rate of %s", (rate) => {
    expect(complaint(fileWith(`time: {rate: ${rate}}`))).toContain("expected a number over 0, up to 10000");
  });
});
