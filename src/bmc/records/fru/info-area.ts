/**
 * The frame that the chassis, board and product information areas share (FRU §10 to §12): version, length in units of 8
 * bytes, fields, C1h, 00h up to the length, zero checksum.
 */
import { bitfield, bits } from "../../../codec/bitfield.ts";
import { u8 } from "../../../codec/integer.ts";
import { ByteReader, ByteWriter, inField, type Layout, LayoutError } from "../../../codec/layout.ts";
import { struct } from "../../../codec/struct.ts";
import { decodeField, END_OF_FIELDS, encodeField, type FruField } from "./field.ts";
import { sumOf, withChecksum } from "./zero-checksum.ts";

/** The format version of the device and of each area. */
export const FORMAT_VERSION = 1;
export const UNIT = 8;
const MAX_UNITS = 0xff;

const start = struct({ format: bitfield({ version: bits(3, 0) }), units: u8 });
const START_SIZE = 2;
const CHECKSUM_SIZE = 1;

export interface FieldRule<Name extends string = string> {
  readonly name: Name;
  /** True: the field is English whatever the area's language. */
  readonly english?: true;
}

export type Fields<Name extends string> = { readonly [K in Name]?: FruField | undefined } & {
  readonly custom?: readonly FruField[] | undefined;
};

export interface AreaLayout<Name extends string, Head> {
  readonly head: Layout<Head>;
  /** In byte order. */
  readonly fields: readonly FieldRule<Name>[];
  isEnglish(head: NoInfer<Head>): boolean;
}

export function encodeArea<Name extends string, Head>(
  { head, fields, isEnglish }: AreaLayout<Name, Head>,
  words: NoInfer<Head & Fields<Name>>,
): Uint8Array {
  const output = new ByteWriter();
  head.encode(words, output);
  const english = isEnglish(words);
  for (const { name, english: always } of fields) {
    inField(name, () => encodeField(words[name] ?? "", always ?? english, output));
  }
  for (const [index, field] of (words.custom ?? []).entries()) {
    inField("custom", () => inField(String(index), () => encodeField(field, english, output)));
  }
  output.byte(END_OF_FIELDS);
  return framed(output.finish());
}

function framed(content: Uint8Array): Uint8Array {
  const size = START_SIZE + content.length + CHECKSUM_SIZE;
  const units = Math.ceil(size / UNIT);
  if (units > MAX_UNITS) {
    const excess = size - MAX_UNITS * UNIT;
    throw new LayoutError("value", `expected fields that fit an area of ${MAX_UNITS * UNIT} bytes: ${excess} too many`);
  }
  const bytes = new Uint8Array(units * UNIT);
  bytes.set([FORMAT_VERSION, units, ...content]);
  return withChecksum(bytes, bytes.length - 1);
}

/** Decodes what is readable. `bytes` is the device's contents from the start of the area. */
export function decodeArea<Name extends string, Head>(
  { head, fields, isEnglish }: AreaLayout<Name, Head>,
  bytes: Uint8Array,
  report: (problem: string) => void,
): (Head & Fields<Name>) | undefined {
  const input = new ByteReader(openArea(bytes, report));
  const named: Record<string, FruField> = {};
  const custom: FruField[] = [];
  let values: Head | undefined;
  try {
    start.decode(input);
    values = head.decode(input);
    const english = isEnglish(values);
    for (const { name, english: always } of fields) {
      const field = decodeField(input, always ?? english, (problem) => report(`${name}: ${problem}`));
      if (field === undefined) throw new LayoutError("value", `the fields end before ${name}`);
      if (field !== "") named[name] = field;
    }
    for (const field of customFields(input, english, report)) custom.push(field);
  } catch (error) {
    if (!(error instanceof LayoutError)) throw error;
    report(`unreadable from here on: ${error.message}`);
  }
  return values && { ...values, ...(named as Fields<Name>), ...(custom.length > 0 && { custom }) };
}

function* customFields(
  input: ByteReader,
  english: boolean,
  report: (problem: string) => void,
): Generator<FruField, undefined> {
  for (let index = 0; ; index++) {
    const field = decodeField(input, english, (problem) => report(`custom[${index}]: ${problem}`));
    if (field === undefined) return;
    yield field;
  }
}

/** Returns the area's bytes without its checksum. */
function openArea(bytes: Uint8Array, report: (problem: string) => void): Uint8Array {
  const [version = 0, units = 0] = bytes;
  const length = units * UNIT;
  if (version !== FORMAT_VERSION) report(`format version ${version}, expected ${FORMAT_VERSION}`);
  if (length === 0 || length > bytes.length) {
    report(`${length} bytes long, but the device has ${bytes.length}`);
    return bytes;
  }
  const area = bytes.subarray(0, length);
  if (sumOf(area) !== 0) report("wrong checksum");
  return area.subarray(0, -CHECKSUM_SIZE);
}
