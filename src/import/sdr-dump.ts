/**
 * Converts an `ipmitool sdr dump` file to sensors and locators, and keeps the records that settings cannot recreate.
 */

import { LayoutError } from "../codec/layout.ts";
import { BMC_ADDRESS } from "../ipmi/slave-address.ts";
import { hexCode } from "../text/hex.ts";
import { stateWords } from "./event-words.ts";
import { readController, readDeviceLocator, readFruLocator } from "./locators.ts";
import type { Notes } from "./notes.ts";
import { rawByte } from "./printed-sensors.ts";
import { printedOffsets } from "./printed-states.ts";
import type { PrintedSensor } from "./sensor-list.ts";
import { numbersOf, sensorProblem, withWatchdog } from "./sensor-problem.ts";
import { type ReadSensor, readSensor } from "./sensor-words.ts";
import type { Settings } from "./settings.ts";
import { wholeRecords } from "./whole-records.ts";

/** Number of characters of a name that ipmitool sensor prints. */
const PRINTED_NAME = 16;

/** Rows with the sensors' readings. */
export interface PrintedText {
  readonly file: string;
  readonly rows: readonly PrintedSensor[];
}

export interface SdrDump {
  readonly records: readonly Uint8Array[];
  /** Whether the file has other content than these records, so that it cannot be served. */
  readonly isDamaged: boolean;
  /** Whether records belong to sensors of other controllers, which tools ask over the IPMB. */
  readonly hasOthers: boolean;
  readonly sensors: readonly Settings[];
  readonly locator: Settings | undefined;
  /** `device.supports`, from the BMC's record. */
  readonly supports: readonly string[] | undefined;
  readonly deviceLocators: readonly Settings[];
  /** FRU settings by device ID. */
  readonly frus: ReadonlyMap<number, Settings>;
}

export function readSdrDump(file: string, bytes: Uint8Array, printed: PrintedText | undefined, notes: Notes): SdrDump {
  const { records, isDamaged } = wholeRecords(file, bytes, notes);
  const sensors: Settings[] = [];
  const deviceLocators: Settings[] = [];
  const frus = new Map<number, Settings>();
  const left = [...(printed?.rows ?? [])];
  let hasOthers = false;
  let controller: ReturnType<typeof readController>;
  for (const [index, record] of records.entries()) {
    const at = { file, part: `record ${index + 1}` };
    try {
      controller ??= readController(record);
      const fru = readFruLocator(record);
      if (fru) frus.set(fru.id, fru.settings);
      const device = readDeviceLocator(record);
      if (device) deviceLocators.push(device);
      const sensor = readSensor(record);
      if (sensor && sensor.owner !== BMC_ADDRESS) hasOthers = true;
      if (sensor) sensors.push(...settled(sensor, left, (text) => notes.add(at, text)));
    } catch (error) {
      if (!(error instanceof LayoutError)) throw error;
      notes.add(at, `kept as a record alone, not understood: ${error.message}`);
    }
  }
  for (const { line, name } of left) {
    notes.add({ file: printed?.file ?? "", line }, `dropped: no sensor of the BMC in ${file} is called ${name}`);
  }
  const { locator, supports } = controller ?? {};
  return {
    records,
    isDamaged,
    hasOthers,
    sensors: withWatchdog(withoutTwins(sensors, file, notes)),
    locator,
    supports,
    deviceLocators,
    frus,
  };
}

/** Converts a record to one of the BMC's sensors with its reading; returns none for sensors of other controllers. */
function settled(sensor: ReadSensor, left: PrintedSensor[], note: (text: string) => void): readonly Settings[] {
  const { owner, name, settings } = sensor;
  if (owner !== BMC_ADDRESS) {
    const whose = owner === undefined ? "software" : `the controller at ${hexCode(owner)}`;
    note(`kept as a record alone: sensor ${name} is of ${whose}`);
    return [];
  }
  const printed = name.slice(0, PRINTED_NAME).trim();
  const isOfIt = (row: PrintedSensor) => row.name === printed && (row.number ?? sensor.number) === sensor.number;
  const place = left.findIndex(isOfIt);
  const [reading] = place < 0 ? [] : left.splice(place, 1);
  if (settings["name"] !== name) note(`named ${settings["name"]} here: a name has 1 to 16 characters of ASCII`);
  if (reading && settings["share"])
    note(`the reading of ${name} is that of the first sensor that shares the record; here all of them get it`);
  const full = { ...settings, ...(reading ? readingWords(sensor, reading) : {}) };
  for (const [what, candidate] of [
    ["", full],
    ["without thresholds and range: ", withoutValues(full)],
  ] as const) {
    const problem = sensorProblem(candidate);
    if (problem === undefined) return [candidate];
    note(`sensor ${name}: ${what}${problem}`);
  }
  note(`kept as a record alone: sensor ${name}`);
  return [];
}

function readingWords({ kind }: ReadSensor, { value, states, words, byte, available }: PrintedSensor): Settings {
  const asserted = (kind && (states ?? (words && printedOffsets(kind, words)))) || [];
  return {
    ...(value === undefined || kind ? {} : { reading: value }),
    ...(kind && byte ? { reading: rawByte(byte) } : {}),
    ...(kind && asserted.length > 0 ? { asserted: stateWords(asserted, kind.type, kind.readingType) } : {}),
    ...(available ? {} : { available }),
  };
}

function withoutValues(settings: Settings): Settings {
  const names = [
    "thresholds",
    "readableThresholds",
    "settableThresholds",
    "comparedThresholds",
    "assertionEvents",
    "deassertionEvents",
  ];
  const range = ["nominal", "normalMaximum", "normalMinimum", "maximum", "minimum"];
  const dropped = new Set([...names, ...range]);
  return Object.fromEntries(Object.entries(settings).filter(([key]) => !dropped.has(key)));
}

/** Drops sensors whose number another sensor of the same LUN already has. */
function withoutTwins(sensors: readonly Settings[], file: string, notes: Notes): readonly Settings[] {
  const seen = new Set<string>();
  return sensors.filter((sensor) => {
    const keys = numbersOf(sensor).map((number) => JSON.stringify([number, sensor["lun"]]));
    if (keys.every((key) => !seen.has(key))) {
      for (const key of keys) seen.add(key);
      return true;
    }
    notes.add({ file }, `kept as a record alone: sensor ${String(sensor["name"])} has the number of an earlier one`);
    return false;
  });
}
