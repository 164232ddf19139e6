/** Records of a dump as real machines have them: names in every encoding, several sensors that share a record. */
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { sixBit } from "../../src/bmc/records/fru/text.ts";
import { configSchema } from "../../src/config/schema/schema.ts";
import { importIpmitool } from "../../src/import/ipmitool.ts";
import { Notes } from "../../src/import/notes.ts";
import { plain } from "../../src/import/settings.ts";
import { Machine } from "../../src/machine.ts";
import { hex, toHex } from "../support/bytes/hex.ts";
import { machine } from "../support/machine/machine.ts";

function imported(records: readonly Uint8Array[]) {
  const notes = new Notes();
  const sdr = { file: "machine.sdr", name: "machine.sdr", bytes: Buffer.concat(records) };
  const settings = plain(importIpmitool({ frus: [], sdr }, notes)) as Record<string, unknown>;
  configSchema.parse({ ...settings, sdrs: [] });
  return { settings, notes: notes.lines };
}

/** A copy of a record whose name, which begins at `at`, is replaced by these bytes. */
function named(record: Uint8Array | undefined, at: number, typeLength: number, name: string): Uint8Array {
  const [low = 0, high = 0, version = 0, type = 0, , ...content] = record ?? [];
  const changed = [...content.slice(0, at - 5), typeLength, ...hex(name)];
  return Uint8Array.of(low, high, version, type, changed.length, ...changed);
}

const NAME_AT = { full: 47, controller: 15, device: 15, fru: 15 };
const RECORDS = machine({
  name: "m",
  sensors: [{ number: 0x30, name: "Inlet", type: "temperature", units: "C", m: 1 }],
  deviceLocators: [{ name: "LM75", address: 0x90, type: 3 }],
  frus: [{ id: 1, size: 64, name: "Riser" }],
}).bmc.sdrs.list.records();
const recordOf = (type: number) => RECORDS.find((record) => record[3] === type);

describe("a name", () => {
  const A = (count: number) => "41 ".repeat(count).trim();

  it.each<[string, number, string, string]>([
    ["6-bit ASCII", 0x80 + 6, toHex(sixBit.encode("CPU TEMP")), "CPU TEMP"],
    ["BCD plus", 0x40 + 4, "12 3d 4e 5f", "123:4,5_"],
    ["Unicode", 6, "43 00 50 00 55 00", "CPU"],
    ["no bytes", 0xc0, "", "temperature 48"],
    ["one byte", 0xc1, "41", "A"],
    ["17 bytes", 0xd1, A(17), "A".repeat(16)],
    ["31 bytes", 0xdf, A(31), "A".repeat(16)],
    ["characters that are not ASCII", 0xc3, "41 b0 43", "A?C"],
    ["bytes after its length", 0xc3, "41 42 43 00 00 00", "ABC"],
    ["fewer bytes than its length", 0xc8, "41 42 43", "ABC"],
    ["zeros alone", 0xc4, "00 00 00 00", "temperature 48"],
  ])("of %s leaves the sensor, and the locators", (_what, typeLength, name, expected) => {
    const change = (type: number, at: number) => named(recordOf(type), at, typeLength, name);
    const records = [change(0x01, NAME_AT.full), change(0x10, NAME_AT.device), change(0x11, NAME_AT.fru)];
    const { settings, notes } = imported([...records, change(0x12, NAME_AT.controller)]);
    const unnamed = expected === "temperature 48";
    expect(settings["sensors"]).toMatchObject([{ number: 0x30, name: expected }]);
    expect(settings["sdrs"]).toEqual([{ file: "machine.sdr" }]);
    expect(notes.filter((note) => note.includes("not understood"))).toEqual([]);
    if (unnamed)
      expect(notes[0]).toBe("machine.sdr: record 1: named temperature 48 here: a name has 1 to 16 characters of ASCII");
  });
});

it("a record that several sensors share becomes share", () => {
  const shared = { name: "Fan", number: 0x40, type: "fan", readingType: "limit", direction: "input" };
  const own = { ...shared, share: { count: 3, modifier: "alpha", offset: 2, instance: "same" } };
  const event = { name: "ECC", type: "memory", recordKind: "eventOnly", share: { count: 2 } };
  const records = machine({ name: "m", sensors: [own, event] }).bmc.sdrs.list.records();
  const { settings, notes } = imported(records);
  expect(notes).toEqual([]);
  expect(settings["sensors"]).toMatchObject([{}, { share: own.share }, { share: { count: 2 } }]);
  expect(new Machine(configSchema.parse(settings), pino({ level: "silent" })).bmc.sdrs.list.records()).toEqual(records);
});

it("the watchdog gets another number where one of several that share a record has its own", () => {
  const sensors = [{ name: "Fan", number: 1, type: "fan", readingType: "limit", share: { count: 4 } }];
  const watchdog = { name: "WD", number: 0x30, type: "watchdog2", states: [0] };
  const records = machine({ name: "m", sensors: [...sensors, watchdog] }).bmc.sdrs.list.records();
  const { settings } = imported(records.filter((record) => record[7] === 0x01));
  expect(settings["sensors"]).toMatchObject([
    { number: 1, share: { count: 4 } },
    { number: 0xfe, name: "Watchdog" },
  ]);
});

it.each([
  ["software", 0xb1, "software"],
  ["a controller", 0x2c, "the controller at 2Ch"],
])(
  "requests for a sensor of %s are refused at once, so that Linux does not repeat them for 6 s",
  (_who, owner, whose) => {
    const other = Uint8Array.from(recordOf(0x01) ?? []);
    other[5] = owner;
    const { settings, notes } = imported([...RECORDS, other]);
    expect(settings["ipmb"]).toEqual({ absent: "unavailable" });
    expect(notes).toContain(
      `machine.sdr: record ${RECORDS.length + 1}: kept as a record alone: sensor Inlet is of ${whose}`,
    );
    expect(notes.at(-1)).toBe(
      "machine.sdr: requests for sensors of software and of other controllers are answered D3h at once (ipmb.absent); " +
        "write a controller under satellites, with its sensors, to have them read",
    );
    expect(imported(RECORDS).settings).not.toHaveProperty("ipmb");
  },
);
