/** Converts codes of sensors (IPMI §42.1, §42.2) to their names in the configuration; keeps codes without a name. */
import { SENSOR_TYPES } from "../config/sensors/codes.ts";
import { ReadingType } from "../ipmi/reading-type.ts";
import { nameOfCode } from "./code-names.ts";
import { type HexNumber, inHex } from "./settings.ts";

export function sensorTypeWord(code: number): string | HexNumber {
  return nameOfCode(code, SENSOR_TYPES) ?? inHex(code);
}

export function readingTypeWord(code: number): string | HexNumber {
  return nameOfCode(code, ReadingType) ?? inHex(code);
}
