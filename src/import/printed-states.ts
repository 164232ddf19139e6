/** Finds the kind of sensor and the offsets for the states that `ipmitool sdr elist` prints. */
import { ReadingType } from "../ipmi/reading-type.ts";
import { SENSOR_TYPES } from "../ipmi/words/sensor-types.ts";
import { type StateKind, stateOffset } from "../ipmi/words/states.ts";

/** §42.2: an OEM type; its states have no names. */
const OEM_TYPE = 0xc0;

/** Type of sensor by entity (§43.14). */
const TYPE_OF_ENTITY: Readonly<Record<number, number>> = {
  3: 0x07, // processor
  4: 0x0d, // disk
  8: 0x0c, // memory module
  10: 0x08, // power supply
  19: 0x09, // power unit
  23: 0x05, // chassis
  26: 0x0d, // disk drive bay
  29: 0x04, // fan
  32: 0x0c, // memory device
  40: 0x29, // battery
};

/** Returns the offsets; undefined if a name is not a state of this kind. A name may contain a comma. */
export function printedOffsets(kind: StateKind, words: string): readonly number[] | undefined {
  const offsets: number[] = [];
  const pieces = words.split(/,\s*/).filter((piece) => piece !== "");
  for (let at = 0; at < pieces.length; ) {
    const known = [2, 1].find((count) => stateOffset(kind, pieces.slice(at, at + count).join(", ")) !== undefined);
    if (known === undefined) return undefined;
    offsets.push(stateOffset(kind, pieces.slice(at, at + known).join(", ")) ?? 0);
    at += known;
  }
  return [...new Set(offsets)];
}

/** Returns the kind that has all these states; a kind without names if none has. */
export function kindOf(words: string, entity: number | undefined): StateKind {
  const likely = entity === undefined ? undefined : TYPE_OF_ENTITY[entity];
  const types = [...(likely === undefined ? [] : [likely]), ...SENSOR_TYPES.keys()];
  const specific = types.map((type) => ({ type, readingType: ReadingType.sensorSpecific }));
  const generic = Object.values(ReadingType)
    .filter((code) => code !== ReadingType.threshold && code !== ReadingType.sensorSpecific)
    .map((readingType) => ({ type: likely ?? OEM_TYPE, readingType }));
  const unnamed = { type: OEM_TYPE, readingType: ReadingType.sensorSpecific };
  if (words === "") return specific[0] && likely !== undefined ? specific[0] : unnamed;
  return [...specific, ...generic].find((kind) => printedOffsets(kind, words)) ?? unnamed;
}
