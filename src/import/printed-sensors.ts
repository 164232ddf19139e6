/** Converts ipmitool's rows to `sensors` without the records: the printed values, and defaults for the rest. */
import { parseUnit, unitSymbol } from "../config/values/units.ts";
import { stateNames } from "../ipmi/words/states.ts";
import { hexDigits, hexNumber } from "../text/hex.ts";
import { entityWords } from "./entity-words.ts";
import { stateWords } from "./event-words.ts";
import { numberedName, takenName } from "./names.ts";
import type { Notes } from "./notes.ts";
import { kindOf, printedOffsets } from "./printed-states.ts";
import { readingTypeWord, sensorTypeWord } from "./sensor-codes.ts";
import type { PrintedSensor } from "./sensor-list.ts";
import { sensorProblem, withWatchdog } from "./sensor-problem.ts";
import { inHex, type Settings, said } from "./settings.ts";

const LAST_NUMBER = 0xfe;
const LOGICAL = 0x80;
const OTHER_UNITS = 0x0b;
const ALL_STATES = Array.from({ length: 15 }, (_, offset) => offset);
/** Type of sensor by unit. */
const TYPE_OF_UNIT: Readonly<Record<string, number>> = { C: 1, F: 1, K: 1, V: 2, A: 3, rpm: 4 };

export function printedSensors(file: string, rows: readonly PrintedSensor[], notes: Notes): readonly Settings[] {
  const numbers = new Set<number>();
  const sensors: Settings[] = [];
  let unnamed = 0;
  for (const row of rows) {
    const at = { file, line: row.line };
    const isFree = row.number !== undefined && row.number <= LAST_NUMBER && !numbers.has(row.number);
    if (row.number !== undefined && isFree) numbers.add(row.number);
    if (row.number !== undefined && !isFree)
      notes.add(at, `another row has number ${hex(row.number)}: a free one is found`);
    const settings = settingsOf({ ...row, ...(isFree ? {} : { number: undefined }) });
    const { thresholds: _, ...without } = settings;
    const kept = [settings, without].find((candidate) => sensorProblem(candidate) === undefined);
    if (kept === without) notes.add(at, `without thresholds: ${sensorProblem(settings)}`);
    if (kept) sensors.push(kept);
    else notes.add(at, `dropped: ${row.name}: ${sensorProblem(without)}`);
    if (kept?.["states"] === ALL_STATES) unnamed++;
  }
  if (unnamed > 0) {
    notes.add(
      { file },
      `the text does not give the meaning of the states of ${unnamed} discrete sensors: they get an OEM type`,
    );
  }
  return withWatchdog(sensors);
}

function settingsOf({ number, ...row }: Omit<PrintedSensor, "number"> & { number?: number | undefined }): Settings {
  const { id, instance } = row.entity ?? {};
  return said({
    number: number === undefined ? undefined : inHex(number),
    name: takenName(row.name, numberedName({ type: OTHER_UNITS, lun: 0, number: number ?? row.line })),
    ...(row.unit === undefined ? discreteWords(row) : numericWords(row, row.unit)),
    entity:
      id === undefined || instance === undefined ? undefined : entityWords(id, instance % LOGICAL, instance >= LOGICAL),
    // It had this reading, whatever another sensor says of the entity's presence.
    ignoreIfEntityAbsent: row.available ? false : undefined,
    available: row.available ? undefined : false,
  });
}

function numericWords({ value, thresholds }: Pick<PrintedSensor, "value" | "thresholds">, unit: string): Settings {
  const known = unit === "unspecified" ? undefined : parseUnit(unit);
  const units = known && unitSymbol(known);
  const type = (units && TYPE_OF_UNIT[units]) || OTHER_UNITS;
  return { type: sensorTypeWord(type), units, reading: value, thresholds };
}

function discreteWords({ words = "", entity, states = [], byte, isEventOnly }: Partial<PrintedSensor>): Settings {
  const kind = kindOf(words, states.length > 0 ? undefined : entity?.id);
  const asserted = (words === "" ? undefined : printedOffsets(kind, words)) ?? states;
  const named = stateNames(kind).length > 0;
  return {
    type: sensorTypeWord(kind.type),
    readingType: readingTypeWord(kind.readingType),
    recordKind: isEventOnly ? "eventOnly" : undefined,
    states: named ? undefined : ALL_STATES,
    asserted: asserted.length > 0 ? stateWords(asserted, kind.type, kind.readingType) : undefined,
    reading: byte ? rawByte(byte) : undefined,
  };
}

/** Formats the byte of a discrete sensor for `reading`. */
export function rawByte(byte: number): string {
  return `raw ${hexNumber(byte)}`;
}

function hex(number: number): string {
  return `${hexDigits(number, 1)}h`;
}
