/** Dumps of bytes: sensor data records, the log, FRU devices. */
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { configSchema } from "../../src/config/schema/schema.ts";
import { readFruDump } from "../../src/import/fru-dump.ts";
import { importIpmitool } from "../../src/import/ipmitool.ts";
import { Notes } from "../../src/import/notes.ts";
import { readSelDump } from "../../src/import/sel-dump.ts";
import { plain } from "../../src/import/settings.ts";
import { writeYaml } from "../../src/import/yaml.ts";
import { Machine } from "../../src/machine.ts";
import { hex } from "../support/bytes/hex.ts";
import { machine } from "../support/machine/machine.ts";

const file = (bytes: Uint8Array) => ({ file: "machine.sdr", name: "machine.sdr", bytes });

function imported(records: readonly Uint8Array[]) {
  const notes = new Notes();
  const settings = importIpmitool({ frus: [], sdr: file(Buffer.concat(records)) }, notes);
  return { settings: plain(settings) as Record<string, unknown>, notes: notes.lines, text: writeYaml(settings, []) };
}

const SENSORS = [
  { name: "CPU Temp", type: "temperature", units: "C", range: [-40, 87.5], thresholds: { upperCritical: 85 } },
  { name: "12V", type: "voltage", units: "V", range: [0, 15], hysteresis: { positive: 0.3 }, settableThresholds: [] },
  { name: "PSU", type: "power supply", states: ["presence detected", "input lost"], rearm: "manual" },
  { name: "Noise", type: "other units", units: "dBA", linearization: "log10", m: 100 },
  { name: "Event", type: "memory", recordKind: "eventOnly" },
];

describe("sdr dump", () => {
  it("becomes sensors in words that make the same records", () => {
    const records = machine({ name: "m", sensors: SENSORS }).bmc.sdrs.list.records();
    const { settings, notes, text } = imported(records);
    expect(notes).toEqual([]);
    expect(text).toContain("name: CPU Temp");
    expect(text).toContain("thresholds: { upperCritical: 85 }");
    expect(text).not.toContain("sdrs:");
    const again = new Machine(configSchema.parse(settings), pino({ level: "silent" })).bmc.sdrs.list.records();
    expect(again).toEqual(records);
  });

  const TEMPERATURE = { number: 0x30, name: "Inlet", type: "temperature", units: "C", m: 1, format: "twos" };
  const THRESHOLDS = { lowerCritical: 5, lowerNonCritical: 5, upperNonCritical: 90, upperCritical: 70 };

  it.each([
    ["are in no order", {}, THRESHOLDS],
    ["are all equal", {}, { lowerCritical: 0, upperCritical: 0 }],
    ["are above a maximum of 00h and below a minimum of 00h", { maximum: "raw 0", minimum: "raw 0" }, THRESHOLDS],
    ["are above a maximum that is stated", { maximum: 60, minimum: 10 }, { ...THRESHOLDS, lowerCritical: -20 }],
    ["are within ends the wrong way round", { maximum: 10, minimum: 60 }, THRESHOLDS],
    ["are compared one of them", { comparedThresholds: ["upperCritical"] }, THRESHOLDS],
  ])("keeps thresholds that %s", (_what, ends, thresholds) => {
    const records = machine({ name: "m", sensors: [{ ...TEMPERATURE, ...ends, thresholds }] }).bmc.sdrs.list.records();
    const { settings, notes } = imported(records);
    expect(notes).toEqual([]);
    expect(settings["sensors"]).toMatchObject([{}, { thresholds }]);
    const again = new Machine(configSchema.parse(settings), pino({ level: "silent" })).bmc.sdrs.list.records();
    expect(again).toEqual(records);
  });

  it("stays a file where the order differs, with sensors in words anyway", () => {
    const records = machine({ name: "m", sensors: SENSORS }).bmc.sdrs.list.records().toReversed();
    const { settings, notes } = imported(records);
    expect(notes).toEqual([
      "machine.sdr: the records stay in this file, because settings would not make the same ones in the same order",
    ]);
    expect(settings).toMatchObject({ sdrRepository: { ownRecords: false }, sdrs: [{ file: "machine.sdr" }] });
    expect(settings["sensors"]).toHaveLength(SENSORS.length + 1);
  });

  it.each([
    [
      "is cut off within a record",
      "07 00 51 01 30 20 00",
      /^machine\.sdr: dropped: record 3, from byte \d+ on, is cut off/,
    ],
    ["is cut off within a header", "07 00 51", /^machine\.sdr: dropped: record 3, from byte \d+ on, is cut off/],
    ["is filled up with 00h", "00 ".repeat(40), /^machine\.sdr: dropped: record 3 and all after it: it has no header/],
    ["is filled up with FFh", "ff ".repeat(40), /^machine\.sdr: dropped: record 3, from byte \d+ on, is cut off/],
    ["is filled up with many FFh", "ff ".repeat(300), /^machine\.sdr: dropped: record 3 and all after it: it has no/],
  ])("a file that %s becomes a file that loads, with its whole records", (_what, end, note) => {
    const records = machine({ name: "m" }).bmc.sdrs.list.records().toReversed();
    const { settings, notes } = imported([...records, hex(end.trim())]);
    expect(notes).toEqual([
      expect.stringMatching(note),
      "machine.sdr: the complete records are written out, because this file cannot be served",
    ]);
    const again = new Machine(configSchema.parse(settings), pino({ level: "silent" })).bmc.sdrs.list.records();
    expect(again.map((record) => record.subarray(2))).toEqual(records.map((record) => record.subarray(2)));
  });

  it("notes a record that is cut off, and takes those before it", () => {
    const records = machine({ name: "m" }).bmc.sdrs.list.records();
    const { settings, notes } = imported([...records, hex("07 00 51 01 30 20 00")]);
    expect(notes).toEqual([expect.stringMatching(/^machine\.sdr: dropped: record 3, from byte \d+ on, is cut off/)]);
    expect(settings["sensors"]).toHaveLength(1);
  });

  it("notes a sensor of another controller", () => {
    const satellites = [
      { address: 0x82, name: "blade", sensors: [{ name: "Inlet", type: "temperature", units: "C" }] },
    ];
    const { notes } = imported(machine({ name: "m", satellites }).bmc.sdrs.list.records());
    expect(notes[0]).toMatch(
      /^machine\.sdr: record \d: kept as a record alone: sensor Inlet is of the controller at 82h$/,
    );
  });
});

describe("sel writeraw", () => {
  const read = (bytes: string) => {
    const notes = new Notes();
    return { settings: plain(readSelDump("sel", hex(bytes), notes)), notes: notes.lines };
  };
  const RECORD = "02 00 00 00 60 20 00 04 01 30 01 57 20 18";

  it("becomes records; of OEM ones the manufacturer is turned back", () => {
    expect(read(`01 00 ${RECORD} 02 00 c0 20 00 00 60 00 01 57 01 02 03 04 05 06`).settings).toEqual({
      records: ["01000200000060200004013001572018", "0200c020000060570100010203040506"],
    });
  });

  it("notes those that are malformed", () => {
    const { settings, notes } = read(`01 00 ${RECORD} 01 00 ${RECORD} 00 00 ${RECORD} 02 00`);
    expect(settings).toEqual({ records: ["01000200000060200004013001572018"] });
    expect(notes).toEqual([
      "sel: record 2: dropped: an earlier record has ID 1h too",
      "sel: record 3: dropped: its ID is 0h, which is not the ID of a record",
      "sel: record 4: dropped: it has 2 bytes; expected 16",
    ]);
  });
});

describe("fru read", () => {
  const read = (bytes: Uint8Array) => {
    const notes = new Notes();
    return { settings: readFruDump({ id: 1, file: "a.fru", name: "a.fru", bytes }, notes), notes: notes.lines };
  };

  it("becomes words", () => {
    const words = { board: { manufacturer: "Acme", productName: "Board" } };
    const bytes = machine({ frus: [{ id: 1, size: 256, ...words }] })
      .bmc.frus.device(1)
      .save();
    expect(read(bytes)).toMatchObject({ settings: { id: 1, size: 256, ...words }, notes: [] });
  });

  it("stays a file where there are no words for it", () => {
    expect(read(new Uint8Array(300).fill(0x55))).toEqual({
      settings: { id: 1, file: "a.fru" },
      notes: ["a.fru: kept unchanged: no inventory: expected a common header of format version 1, got 55h"],
    });
  });

  it("yields nothing without bytes", () => {
    expect(read(new Uint8Array())).toEqual({
      settings: undefined,
      notes: ["a.fru: dropped: a FRU device has 1 to 65535 bytes, not 0"],
    });
  });
});
