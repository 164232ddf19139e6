/** `ipmitool sensor`, `sdr elist` and `sdr list`: readings beside a dump, and sensors without one. */
import { describe, expect, it } from "vitest";
import { configSchema } from "../../src/config/schema/schema.ts";
import { importIpmitool } from "../../src/import/ipmitool.ts";
import { Notes } from "../../src/import/notes.ts";
import { readSensorList } from "../../src/import/sensor-list.ts";
import { plain } from "../../src/import/settings.ts";
import { hex } from "../support/bytes/hex.ts";
import { ask, machine } from "../support/machine/machine.ts";

const LIMITS = "| na | na | na | na | na | na";

function imported(text: string, records = "") {
  const notes = new Notes();
  const sdr = records === "" ? undefined : { file: "sdr", name: "sdr", bytes: hex(records) };
  const settings = plain(importIpmitool({ frus: [], sdr, sensors: { file: "f", text } }, notes));
  configSchema.parse({ ...(settings as object), sdrs: [] });
  return { settings: settings as Record<string, unknown>, notes: notes.lines };
}

describe("rows", () => {
  const read = (text: string) => {
    const notes = new Notes();
    return { rows: readSensorList("f", text, notes), notes: notes.lines };
  };

  it("from ipmitool sensor have values, states, thresholds, or nothing", () => {
    const text = [
      "CPU Temp | 42.500 | degrees C | ok | na | 0.000 | na | 80.000 | 85.000 | na",
      `PSU 1 | 0x1 | discrete | 0x0182 ${LIMITS}`,
      `Gone | na | degrees C | na ${LIMITS}`,
      `Lost | na | discrete | na ${LIMITS}`,
    ].join("\n");
    const thresholds = { lowerCritical: 0, upperNonCritical: 80, upperCritical: 85 };
    expect(read(text)).toEqual({
      rows: [
        { line: 1, name: "CPU Temp", value: 42.5, unit: "degrees C", thresholds, available: true },
        { line: 2, name: "PSU 1", byte: 1, states: [0, 9], available: true },
        { line: 3, name: "Gone", unit: "degrees C", available: false },
        { line: 4, name: "Lost", states: [], available: false },
      ],
      notes: [],
    });
  });

  it("from sdr elist have numbers and entities; from sdr list they do not", () => {
    const text = [
      "CPU Temp         | 30h | ok  |  3.1 | 42 degrees C",
      "PSU 1            | 63h | ok  | 10.1 | Presence detected",
      "Fan 2            | 41h | ns  | 29.2 | No Reading",
      "Noise            | -1.5 unspecified | ok",
      "PSU 2            | 0x01              | ok",
    ].join("\n");
    expect(read(text)).toEqual({
      rows: [
        {
          line: 1,
          name: "CPU Temp",
          number: 0x30,
          entity: { id: 3, instance: 1 },
          value: 42,
          unit: "degrees C",
          available: true,
        },
        {
          line: 2,
          name: "PSU 1",
          number: 0x63,
          entity: { id: 10, instance: 1 },
          words: "Presence detected",
          available: true,
        },
        { line: 3, name: "Fan 2", number: 0x41, entity: { id: 29, instance: 2 }, available: false },
        { line: 4, name: "Noise", value: -1.5, unit: "unspecified", available: true },
        { line: 5, name: "PSU 2", byte: 1, available: true },
      ],
      notes: [],
    });
  });

  it.each([
    [`x | y | volts | ok ${LIMITS}`, "with no number"],
    ["x | 1", "not a row of ipmitool sensor or sdr elist"],
    [`x | 0x0 | discrete | 0x1 ${LIMITS}`, "with no states"],
    ["x | 1 | volts", "not a row of ipmitool sdr list"],
    ["x | 300 | ok | 1.1 | 3 Volts", "not a row of ipmitool sdr elist"],
    ["BMC | 00h | ok  |  7.1 | Dynamic MC @ 20h", "not a sensor's row"],
    ["Board | Logical FRU @00h 07.1 | ok", "not a sensor's row"],
  ])("tells of %j", (text, problem) => {
    expect(read(text)).toEqual({ rows: [], notes: [`f:1: dropped, ${problem}: ${text}`] });
  });
});

describe("without a dump they become sensors", () => {
  it("from ipmitool sensor", () => {
    const { settings, notes } = imported(
      [
        "CPU Temp | 42.000 | degrees C | ok | na | 0.000 | na | 80.000 | 85.000 | na",
        "12V | 11.940 | Volts | ok | na | 10.800 | na | na | 13.200 | na",
        `Fan 1 | 6600.000 | RPM | ok ${LIMITS}`,
        `Load | 33.000 | percent | ok ${LIMITS}`,
        `Gone | na | Watts | na ${LIMITS}`,
      ].join("\n"),
    );
    const read = { ignoreIfEntityAbsent: false };
    const limits = { lowerCritical: 0, upperNonCritical: 80, upperCritical: 85 };
    expect(settings["sensors"]).toEqual([
      { name: "CPU Temp", type: "temperature", units: "C", reading: 42, ...read, thresholds: limits },
      {
        name: "12V",
        type: "voltage",
        units: "V",
        reading: 11.94,
        ...read,
        thresholds: { lowerCritical: 10.8, upperCritical: 13.2 },
      },
      { name: "Fan 1", type: "fan", units: "rpm", reading: 6600, ...read },
      { name: "Load", type: "other units", units: "%", reading: 33, ...read },
      { name: "Gone", type: "other units", units: "W", available: false },
    ]);
    expect(notes).toEqual([]);
  });

  it("discrete ones of ipmitool sensor have the byte and the states, of an OEM type", () => {
    const { settings, notes } = imported(`PSU 1 | 0x1 | discrete | 0x01ff ${LIMITS}`);
    expect(notes).toEqual([
      "f: the text does not give the meaning of the states of 1 discrete sensors: they get an OEM type",
    ]);
    expect(ask(machine(settings), "04 2d 01")).toBe("00 01 c0 01 ff");
  });

  it.each([
    ["63h | ok | 10.1 | Presence detected", { type: "power supply", asserted: ["presence detected"] }],
    ["63h | ok | 3.1 | Presence detected", { type: "processor", asserted: ["presence detected"] }],
    [
      "63h | ok | 10.1 | Presence detected, AC out-of-range, but present",
      { type: "power supply", asserted: ["presence detected", "input out of range but present"] },
    ],
    ["63h | ok | 23.1 | General Chassis intrusion", { type: "physical security", asserted: ["chassis intrusion"] }],
    ["63h | ok | 21.1 | Fully Redundant", { readingType: "redundancy", asserted: ["fully redundant"] }],
    ["63h | ok | 10.1 | ", { type: "power supply", readingType: "sensor specific" }],
    ["63h | ns | 10.1 | Event-Only", { recordKind: "eventOnly", available: false }],
  ])("discrete ones of sdr elist have the type that their states are of: %s", (row, expected) => {
    expect(imported(`X | ${row}`).settings["sensors"]).toMatchObject([{ number: 0x63, ...expected }]);
  });

  it("a reading stands where another sensor says that the entity is absent", () => {
    const { settings } = imported(
      "PS2 Status | 64h | cr | 10.2 | Failure detected\nVoltage 2 | 6eh | ok | 10.2 | 222 Volts",
    );
    expect(ask(machine(settings), "04 2d 6e")).toBe("00 de c0 c0");
  });

  it("each number once", () => {
    const { settings, notes } = imported("A | 30h | ok | 3.1 | 1 Volts\nB | 30h | ok | 3.1 | 2 Volts\n");
    expect(settings["sensors"]).toMatchObject([{ name: "A", number: 0x30 }, { name: "B" }]);
    expect(notes).toEqual(["f:2: another row has number 30h: a free one is found"]);
  });
});

/** A power supply with a mask of four states. */
const RECORD =
  "21 00 51 02 20 20 00 21 0a 01 67 40 08 6f 0f 00 0f 00 0f 00 c0 00 00 01 00 00 00 00 00 00 00 c5 50 53 55 20 31";

describe("beside a dump", () => {
  it("the byte and all states are kept, also those outside of the record's mask", () => {
    const { settings, notes } = imported(`PSU 1 | 0x1 | discrete | 0x01ff ${LIMITS}`, RECORD);
    expect(settings["sensors"]).toMatchObject([{ number: 0x21, reading: "raw 0x01" }]);
    expect(notes.filter((note) => note.startsWith("f"))).toEqual([]);
    expect(ask(machine({ ...settings, sdrs: [] }), "04 2d 21")).toBe("00 01 c0 01 ff");
  });

  it("names of states become states", () => {
    const { settings } = imported("PSU 1 | 21h | ok | 10.1 | Failure detected", RECORD);
    expect(settings["sensors"]).toMatchObject([{ asserted: ["failure detected"] }]);
  });

  it("of rows with the same name, the one with the record's number counts", () => {
    const { settings } = imported(
      "PSU 1 | 22h | ok | 10.1 | Predictive failure\nPSU 1 | 21h | ok | 10.1 | Failure detected",
      RECORD,
    );
    expect(settings["sensors"]).toMatchObject([{ asserted: ["failure detected"] }]);
  });

  it("reports a row without a record", () => {
    const { notes } = imported(`Inlet | 20.000 | degrees C | ok ${LIMITS}`, RECORD);
    expect(notes).toContain("f:1: dropped: no sensor of the BMC in sdr is called Inlet");
  });
});
