/** Areas of a FRU device by field: FRU Information Storage Definition, §9 to §12. */

import { z } from "zod";
import { FRU_ENCODINGS } from "../../bmc/records/fru/field.ts";
import { CHASSIS_TYPES, LANGUAGES } from "../../bmc/records/fru/names.ts";
import { hex } from "../../text/hex.ts";
import { bytes, group, lazily, listOf, oneOf, text } from "../values/values.ts";

/** Bytes, converted to hex text for the FRU encoder. */
export function hexText(min: number, max: number) {
  return bytes(min, max).transform(hex);
}

const FIELD =
  "text, in quotes if it could be a number, or { text: …, encoding: 8bit, 6bit, bcd, unicode or binary (text in hex) }";

const field = lazily(() =>
  z.union([z.string(FIELD), group({ text: text(FIELD), encoding: oneOf(FRU_ENCODINGS) })], FIELD),
);

function fieldOf(description: string, example: string) {
  return field
    .optional()
    .describe(description)
    .meta({ examples: [example] });
}

const custom = () =>
  listOf(field)
    .optional()
    .describe("Fields after the named ones.")
    .meta({ examples: [["BIOS 1.2"]] });

const LANGUAGE = "a two-letter language code such as en, de or ja, or a number from 0 to 255";
const language = () =>
  z
    .union([z.int(LANGUAGE).min(0, LANGUAGE).max(0xff, LANGUAGE), z.enum(LANGUAGES.slice(1), LANGUAGE)], LANGUAGE)
    .default("en")
    .describe(
      "Two-letter language code. Fields are in Latin 1 for en, otherwise in Unicode. serialNumber and fileId are in Latin 1.",
    );

const TYPE = `a code from 0 to 0xff, or one of ${CHASSIS_TYPES.slice(1).join(", ")}`;
const chassisType = lazily(() =>
  z.union([z.int(TYPE).min(0, TYPE).max(0xff, TYPE), z.enum(CHASSIS_TYPES.slice(1), TYPE)], TYPE),
);

export const internalUse = () =>
  hexText(1, 2031)
    .optional()
    .describe("Bytes of the internal use area after its version byte.")
    .meta({ examples: ["de ad be ef"] });

export const chassis = lazily(() =>
  group({
    type: chassisType
      .default("rack mount chassis")
      .describe("SMBIOS name or code: rack mount chassis, main server chassis, blade, tower, 0x17 …"),
    partNumber: fieldOf("Part number.", "CH-2U"),
    serialNumber: fieldOf("Serial number.", "C-0001"),
    custom: custom(),
  }),
);

export const board = lazily(() =>
  group({
    language: language(),
    manufactured: text("a date")
      .optional()
      .describe("Date of manufacture, optionally with a time in UTC. Defaults to unspecified.")
      .meta({ examples: ["2024-05-06T07:08Z"] }),
    manufacturer: fieldOf("Manufacturer.", "Acme"),
    productName: fieldOf("Product name.", "Mainboard"),
    serialNumber: fieldOf("Serial number.", "B-0001"),
    partNumber: fieldOf("Part number.", "MB-1"),
    fileId: fieldOf("Name of the file that the device was programmed from.", "1.0"),
    custom: custom(),
  }),
);

export const product = lazily(() =>
  group({
    language: language(),
    manufacturer: fieldOf("Manufacturer.", "Acme"),
    productName: fieldOf("Product name.", "Server"),
    partNumber: fieldOf("Part or model number.", "SRV-2"),
    version: fieldOf("Version.", "R2"),
    serialNumber: fieldOf("Serial number.", "S-0001"),
    assetTag: fieldOf("Asset tag.", "inventory-7"),
    fileId: fieldOf("Name of the file that the device was programmed from.", "1.0"),
    custom: custom(),
  }),
);
