/** Kinds of multirecords (FRU table 16-2) by their names in settings. */
import { decode, encode, inField, type Layout, LayoutError, type ValueOf } from "../../../codec/layout.ts";
import { dcLoad, dcOutput, extendedDcLoad, extendedDcOutput } from "./direct-current.ts";
import { compatibility, hexRest, managementAccess, oem } from "./management-records.ts";
import { powerSupply } from "./power-supply.ts";

/** A record's header fields and data. */
export interface Multirecord {
  readonly type: number;
  readonly version: number;
  readonly data: Uint8Array;
}

const LAYOUTS = {
  powerSupply,
  dcOutput,
  dcLoad,
  managementAccess,
  baseCompatibility: compatibility,
  extendedCompatibility: compatibility,
  extendedDcOutput,
  extendedDcLoad,
} as const;
type Kind = keyof typeof LAYOUTS;

const TYPES: Readonly<Record<Kind, number>> = {
  powerSupply: 0x00,
  dcOutput: 0x01,
  dcLoad: 0x02,
  managementAccess: 0x03,
  baseCompatibility: 0x04,
  extendedCompatibility: 0x05,
  extendedDcOutput: 0x09,
  extendedDcLoad: 0x0a,
};
const KINDS = Object.keys(LAYOUTS) as Kind[];

/** §16.2.3. */
const VERSION = 2;

export const FIRST_OEM_TYPE = 0xc0;

/**
 * Exactly one of these kinds. `bytes` can be any record; decoding uses it for records that the other kinds cannot
 * describe completely.
 */
export type MultirecordWords = { readonly [K in Kind]?: ValueOf<(typeof LAYOUTS)[K]> | undefined } & {
  readonly oem?: (ValueOf<typeof oem> & { readonly type: number }) | undefined;
  readonly bytes?: { readonly type: number; readonly version: number; readonly data: string } | undefined;
};

/** Encodes a record. Throws `LayoutError` that names the field. */
export function encodeRecord({ oem: own, bytes: plain, ...words }: MultirecordWords): Multirecord {
  if (own) return { type: own.type, version: VERSION, data: inField("oem", () => encode(oem, own)) };
  if (plain) return { ...plain, data: inField("bytes", () => encode(hexRest, plain.data)) };
  const kind = KINDS.find((candidate) => words[candidate]);
  if (!kind) throw new LayoutError("value", "expected a record of some kind");
  const layout: Layout<unknown> = LAYOUTS[kind];
  return { type: TYPES[kind], version: VERSION, data: inField(kind, () => encode(layout, words[kind])) };
}

export function decodeRecord(record: Multirecord): MultirecordWords {
  const { type, version, data } = record;
  const words = version === VERSION ? inWords(type, data) : undefined;
  if (words && Buffer.from(encodeRecord(words).data).equals(data)) return words;
  return { bytes: { type, version, data: decode(hexRest, data) } };
}

function inWords(type: number, data: Uint8Array): MultirecordWords | undefined {
  try {
    if (type >= FIRST_OEM_TYPE) return { oem: { type, ...decode(oem, data) } };
    const kind = KINDS.find((candidate) => TYPES[candidate] === type);
    return kind && { [kind]: decode<unknown>(LAYOUTS[kind], data) };
  } catch (error) {
    if (error instanceof LayoutError) return undefined;
    throw error;
  }
}
