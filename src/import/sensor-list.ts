/** Rows of sensors printed by ipmitool: `sensor`, `sdr elist` and `sdr list`. */
import { THRESHOLDS, type Threshold } from "../bmc/sensors/thresholds.ts";
import type { Notes } from "./notes.ts";
import { said } from "./settings.ts";

export interface PrintedSensor {
  readonly line: number;
  readonly name: string;
  readonly available: boolean;
  /** Value of a numeric sensor in `unit`, as ipmitool prints it. */
  readonly value?: number;
  readonly unit?: string;
  readonly thresholds?: Readonly<Partial<Record<Threshold, number>>>;
  /** Reading byte of a discrete sensor. */
  readonly byte?: number;
  /** Offsets of the asserted states. */
  readonly states?: readonly number[];
  /** Names of the asserted states, as `sdr elist` prints them. */
  readonly words?: string;
  /** Sensor number. Only `sdr elist` prints it, and the entity. */
  readonly number?: number;
  readonly entity?: { readonly id: number; readonly instance: number };
  readonly isEventOnly?: true;
}

type Read = (cells: readonly string[]) => Omit<PrintedSensor, "line" | "name" | "available"> & { available?: boolean };

const STATES = 15;
/** The columns of thresholds in `ipmitool sensor`. */
const COLUMNS: readonly Threshold[] = [
  "lowerNonRecoverable",
  "lowerCritical",
  "lowerNonCritical",
  "upperNonCritical",
  "upperCritical",
  "upperNonRecoverable",
];
const VALUE = /^(-?\d+(?:\.\d+)?)(?: (\S.*))?$/;
const NO_READING = /^(?:no reading|disabled|not readable|na|not present)$/i;
const EVENT_ONLY = /^event-only$/i;
/** Rows of `sdr elist all` for records that are not of a sensor. */
const OTHER_RECORD = /^(?:dynamic mc|static mc|logical fru|physical fru|generic) ?@|mc @|fru @/i;

class RowError extends Error {}

const READERS: Readonly<Record<number, Read>> = { 10: sensorRow, 5: elistRow, 3: listRow };

export function readSensorList(file: string, text: string, notes: Notes): readonly PrintedSensor[] {
  const sensors: PrintedSensor[] = [];
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    if (content.trim() === "") continue;
    const line = index + 1;
    const [name = "", ...cells] = content.split("|").map((cell) => cell.trim());
    try {
      const read = READERS[cells.length + 1];
      if (!read) throw new RowError("not a row of ipmitool sensor or sdr elist");
      sensors.push({ line, name, available: true, ...read(cells) });
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      notes.add({ file, line }, `dropped, ${error.message}: ${content.trim()}`);
    }
  }
  return sensors;
}

/** Reads a row of `ipmitool sensor`: value, unit, status, six thresholds. */
function sensorRow([value = "", unit = "", state = "", ...limits]: readonly string[]): ReturnType<Read> {
  if (unit === "discrete") {
    if (value === "na" || state === "na") return { states: [], available: false };
    const [, low, high] = /^0x([0-9a-f]{2})([0-9a-f]{2})$/i.exec(state) ?? [];
    const byte = /^0x[0-9a-f]{1,2}$/i.test(value) ? Number(value) : undefined;
    if (low === undefined || high === undefined || byte === undefined) throw new RowError("with no states");
    return { byte, states: offsets(low, high) };
  }
  const thresholds = limits.flatMap((limit, place) => {
    const threshold = COLUMNS[place];
    return threshold && limit !== "na" && limit !== "" ? [[threshold, numberOf(limit)] as const] : [];
  });
  const given = Object.fromEntries(thresholds);
  const others = { unit, ...(thresholds.length > 0 ? { thresholds: inOrder(given) } : {}) };
  return value === "na" ? { ...others, available: false } : { ...others, value: numberOf(value) };
}

/** Reads a row of `ipmitool sdr elist`: number, status, entity, value or names of states. */
function elistRow([number = "", , entity = "", text = ""]: readonly string[]): ReturnType<Read> {
  const [, id, instance] = /^(\d{1,3})\.(\d{1,3})$/.exec(entity) ?? [];
  if (!/^[0-9a-f]{2}h$/i.test(number) || id === undefined) throw new RowError("not a row of ipmitool sdr elist");
  if (OTHER_RECORD.test(text)) throw new RowError("not a sensor's row");
  return {
    number: Number.parseInt(number, 16),
    entity: { id: Number(id), instance: Number(instance) },
    ...textOf(text),
  };
}

/** Reads a row of `ipmitool sdr list`: value, status. */
function listRow([text = "", status = ""]: readonly string[]): ReturnType<Read> {
  if (!/^[a-z]{2,3}$/.test(status)) throw new RowError("not a row of ipmitool sdr list");
  if (OTHER_RECORD.test(text)) throw new RowError("not a sensor's row");
  return textOf(text);
}

function textOf(text: string): ReturnType<Read> {
  if (NO_READING.test(text)) return { available: false };
  if (EVENT_ONLY.test(text)) return { isEventOnly: true, available: false };
  if (/^0x[0-9a-f]{1,2}$/i.test(text)) return { byte: Number(text) };
  const [, value, unit = "unspecified"] = VALUE.exec(text) ?? [];
  return value === undefined ? { words: text } : { value: Number(value), unit };
}

function numberOf(text: string): number {
  const number = Number(text);
  if (text === "" || !Number.isFinite(number)) throw new RowError("with no number");
  return number;
}

function inOrder(values: Readonly<Record<string, number>>) {
  return said(Object.fromEntries(THRESHOLDS.map((name) => [name, values[name]]))) as Partial<Record<Threshold, number>>;
}

/** Offsets of the states in two bytes, 0 to 7 and 8 to 14; the highest bit is unused. */
function offsets(low: string, high: string): readonly number[] {
  const bits = Number.parseInt(high + low, 16)
    .toString(2)
    .padStart(STATES + 1, "0");
  return Array.from({ length: STATES }, (_, offset) => offset).filter((offset) => bits.at(-1 - offset) === "1");
}
