/** `sensor.set`: every form of its arguments, and its messages. The daemon converts units, so one call is enough. */
import { beforeEach, describe, expect, test } from "vitest";
import { calls } from "../../src/control/calls.ts";
import { handlers } from "../../src/control/handlers.ts";
import { controlledDaemon } from "../support/daemon/control-server.ts";
import { machine } from "../support/machine/machine.ts";

const sensors = [
  { number: 0x30, name: "CPU Temp", type: "temperature", units: "C", reading: 42, thresholds: { upperCritical: 95 } },
  { number: 0x31, name: "PSU", type: "powerSupply", states: [0, 1], asserted: [0] },
  { number: 0x32, name: "Vcore", type: "voltage", units: "V", reading: "1.25 V", range: [0, 2.55] },
  { number: 0x33, name: "Load", type: "otherUnits", reading: 7 },
  { number: 0x34, name: "Offset", type: "temperature", units: "C", reading: -5 },
];

let daemon: ReturnType<typeof controlledDaemon>;
beforeEach(() => {
  daemon = controlledDaemon([machine({ sensors })]);
});

const set = async (sensor: string, given: object) =>
  handlers["sensor.set"](daemon, calls["sensor.set"].arguments.parse({ sensor, ...given }));

describe("a value out of the sensor's range", () => {
  test.each([
    ["CPU Temp", { value: 500 }, "the value of CPU Temp is 500; its readings are from 0 to 255 C"],
    ["CPU Temp", { words: ["-40", "C"] }, "the value of CPU Temp is -40; its readings are from 0 to 255 C"],
    ["Vcore", { value: "3 V" }, "the value of Vcore is 3; its readings are from 0 to 2.55 V"],
  ])("%s %o is refused and changes nothing", async (sensor, given, message) => {
    await expect(set(sensor, given)).rejects.toThrow(message);
  });
});

describe("a value", () => {
  test.each<[string, object, object]>([
    ["CPU Temp", { value: 97 }, { value: 97, held: true }],
    ["CPU Temp", { value: "97" }, { value: 97 }],
    ["CPU Temp", { value: "97 C" }, { value: 97 }],
    ["CPU Temp", { value: " 97degreesC " }, { value: 97 }],
    ["CPU Temp", { value: "raw 0x80" }, { value: 128, raw: 0x80 }],
    ["CPU Temp", { words: ["97"] }, { value: 97 }],
    ["CPU Temp", { words: ["97", "C"] }, { value: 97 }],
    ["CPU Temp", { words: ["97 C"] }, { value: 97 }],
    ["CPU Temp", { words: ["raw", "0x80"] }, { value: 128, raw: 0x80 }],
    ["CPU Temp", { words: ["unavailable"] }, { available: false, held: true }],
    ["CPU Temp", { words: ["available"] }, { available: true, value: 42, held: true }],
    ["Vcore", { value: "850 mV" }, { value: 0.85 }],
    ["Vcore", { words: ["850", "mV"] }, { value: 0.85 }],
    ["Load", { value: "9" }, { value: 9 }],
    ["Offset", { value: "raw 0xfb" }, { value: -5, raw: 0xfb }],
  ])("%s %j", async (sensor, given, status) => {
    expect(await set(sensor, given)).toMatchObject(status);
  });
});

describe("states", () => {
  const offsets = async (given: object) => (await set("PSU", given)).states.map(({ offset }) => offset);
  test.each<[object, number[]]>([
    [{ states: [1, "presence detected"] }, [0, 1]],
    [{ states: [] }, []],
    [{ words: ["1", "presence detected"] }, [0, 1]],
    [{ words: ["failure detected"] }, [1]],
    [{ words: ["none"] }, []],
    [{ words: ["available"] }, [0]],
  ])("%j", async (given, expected) => {
    expect(await offsets(given)).toEqual(expected);
  });
});

describe("refused", () => {
  const STATES = "0 (Presence detected), 1 (Failure detected)";
  test.each<[string, object, string, string, string]>([
    [
      "an unknown sensor",
      { words: ["97"] },
      "CPU Tmp",
      "sensor",
      'there is no sensor "CPU Tmp"; did you mean CPU Temp?',
    ],
    [
      "text that is not a number",
      { value: "hot" },
      "CPU Temp",
      "value",
      'the value of CPU Temp is "hot"; expected a number in C, or a raw byte ("raw 0x80")',
    ],
    [
      "words that are not a number",
      { words: ["very", "hot"] },
      "CPU Temp",
      "words",
      'the value of CPU Temp is "very hot"; expected a number in C, a raw byte ("raw 0x80"), available or unavailable',
    ],
    [
      "a number past the largest",
      { words: ["1e999"] },
      "CPU Temp",
      "words",
      'the value of CPU Temp is "1e999"; expected a number in C, a raw byte ("raw 0x80"), available or unavailable',
    ],
    [
      "a raw byte past FFh",
      { value: "raw 0x100" },
      "CPU Temp",
      "value",
      'the value of CPU Temp is "raw 0x100"; expected a number in C, or a raw byte ("raw 0x80")',
    ],
    [
      "another unit",
      { words: ["12", "V"] },
      "CPU Temp",
      "words",
      'the value of CPU Temp is "12 V"; expected a number in C',
    ],
    ["a percentage", { value: "12 %" }, "CPU Temp", "value", 'the value of CPU Temp is "12 %"; expected a number in C'],
    [
      "a unit for a sensor that has none",
      { value: "12 V" },
      "Load",
      "value",
      'the value of Load is "12 V"; expected a number without a unit',
    ],
    ["an unknown unit", { words: ["12", "zorks"] }, "CPU Temp", "words", 'there is no unit "zorks"; write C, V, A,'],
    ["a value for states", { value: "12" }, "PSU", "value", `PSU has no numeric reading; expected states: ${STATES}`],
    [
      "an unknown state",
      { words: ["on fire"] },
      "PSU",
      "words",
      `PSU has no state "on fire"; expected some of ${STATES}`,
    ],
    [
      "states for a value",
      { states: [1] },
      "CPU Temp",
      "states",
      "CPU Temp has thresholds, and its reading decides which are reached; expected a value",
    ],
  ])("%s: %j", async (_, given, sensor, argument, message) => {
    const code = argument === "sensor" ? "notFound" : "badArgument";
    await expect(set(sensor, given)).rejects.toMatchObject({
      code,
      argument,
      message: expect.stringContaining(message),
    });
  });

  test.each([
    [{}, "one of value, states, available and words"],
    [{ value: 1, words: ["1"] }, "one of value, states, available and words"],
    [{ words: [] }, "a word or more"],
    [{ value: true }, 'a number in the sensor\'s unit, or text such as "97 C" or "raw 0x80"'],
  ])("%j by the list of calls", (given, message) => {
    const { error } = calls["sensor.set"].arguments.safeParse({ sensor: "CPU Temp", ...given });
    expect(error?.issues[0]?.message).toBe(message);
  });
});
