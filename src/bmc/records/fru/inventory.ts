/**
 * The contents of a FRU device (Platform Management FRU Information Storage Definition 1.0 rev. 1.3), decoded and
 * encoded. A guest may have written any bytes: the readable parts are decoded, and the damage is reported.
 */

import { bitfield, bits } from "../../../codec/bitfield.ts";
import { reserved } from "../../../codec/bytes.ts";
import { EMPTY_BYTES } from "../../../codec/empty-bytes.ts";
import { u8 } from "../../../codec/integer.ts";
import { decode, encode, inField, LayoutError } from "../../../codec/layout.ts";
import { struct } from "../../../codec/struct.ts";
import { hexDigits } from "../../../text/hex.ts";
import { type AreaWords, boardArea, chassisArea, productArea } from "./areas.ts";
import { decodeArea, encodeArea, FORMAT_VERSION, UNIT } from "./info-area.ts";
import { decodeMultirecords, encodeMultirecords } from "./multirecord.ts";
import type { MultirecordWords } from "./multirecord-kinds.ts";
import { binary } from "./text.ts";
import { sumOf, withChecksum } from "./zero-checksum.ts";

export interface FruInventoryWords {
  /** Hex bytes after the area's version. */
  readonly internalUse?: string | undefined;
  readonly chassis?: AreaWords<typeof chassisArea> | undefined;
  readonly board?: AreaWords<typeof boardArea> | undefined;
  readonly product?: AreaWords<typeof productArea> | undefined;
  readonly multirecords?: readonly MultirecordWords[] | undefined;
}

/** §8, without the checksum. Starts are in units of 8 bytes; 0 means that the area does not exist. */
const header = struct({
  format: bitfield({ version: bits(3, 0) }),
  internalUse: u8,
  chassis: u8,
  board: u8,
  product: u8,
  multirecords: u8,
  padding: reserved(1),
  checksum: u8,
});
const HEADER_SIZE = 8;
const CHECKSUM_AT = 7;

const MAX_START = 0xff;

/**
 * Encodes the common header and the areas that `words` has. Throws `LayoutError` that names a field that cannot be
 * encoded, and the reason.
 */
export function encodeFru({ internalUse, chassis, board, product, multirecords }: FruInventoryWords): Uint8Array {
  const areas = {
    internalUse: areaOf("internalUse", internalUse, encodeInternalUse),
    chassis: areaOf("chassis", chassis, (words) => encodeArea(chassisArea, words)),
    board: areaOf("board", board, (words) => encodeArea(boardArea, words)),
    product: areaOf("product", product, (words) => encodeArea(productArea, words)),
    multirecords: areaOf("multirecords", multirecords, encodeMultirecords),
  };
  let units = HEADER_SIZE / UNIT;
  const start = (area: keyof typeof areas): number => {
    const size = areas[area].length;
    if (size === 0) return 0;
    const from = units;
    units += Math.ceil(size / UNIT);
    if (from <= MAX_START) return from;
    throw new LayoutError("value", `expected the area to begin ${MAX_START * UNIT} bytes in at most`, [area]);
  };
  const head = encode(header, {
    format: { version: FORMAT_VERSION },
    internalUse: start("internalUse"),
    chassis: start("chassis"),
    board: start("board"),
    product: start("product"),
    multirecords: start("multirecords"),
    checksum: 0,
  });
  return Buffer.concat([withChecksum(head, CHECKSUM_AT), ...Object.values(areas)]);
}

function areaOf<T>(name: string, words: T | undefined, encodeWords: (words: T) => Uint8Array): Uint8Array {
  return words === undefined ? EMPTY_BYTES : inField(name, () => encodeWords(words));
}

/** §9. */
function encodeInternalUse(hex: string): Uint8Array {
  const data = binary.encode(hex);
  const bytes = new Uint8Array(Math.ceil((1 + data.length) / UNIT) * UNIT);
  bytes.set([FORMAT_VERSION, ...data]);
  return bytes;
}

/** Decodes what is readable of a device. `damage` describes each defect and its place. */
export function decodeFru(bytes: Uint8Array): FruInventoryWords & { readonly damage: readonly string[] } {
  const damage: string[] = [];
  const head = bytes.subarray(0, HEADER_SIZE);
  const [version] = head;
  if (head.length < HEADER_SIZE) {
    return { damage: [`no inventory: expected a common header of ${HEADER_SIZE} bytes, got ${head.length}`] };
  }
  if (version !== FORMAT_VERSION) {
    const problem = `expected a common header of format version ${FORMAT_VERSION}, got ${hexDigits(version ?? 0)}h`;
    return { damage: [`no inventory: ${problem}`] };
  }
  if (sumOf(head) !== 0) damage.push("common header: wrong checksum");

  const { internalUse, chassis, board, product, multirecords } = decode(header, head);
  const starts = { internalUse, chassis, board, product, multirecords };
  function area<T>(name: keyof typeof starts, read: (from: Uint8Array, report: (problem: string) => void) => T) {
    const start = starts[name] * UNIT;
    if (start === 0) return undefined;
    if (start < bytes.length) return read(bytes.subarray(start), (problem) => damage.push(`${name}: ${problem}`));
    damage.push(`${name}: starts at ${start}, but the device has ${bytes.length} bytes`);
    return undefined;
  }
  const ends = Object.values(starts).map((start) => start * UNIT);
  const internalEnd = Math.min(bytes.length, ...ends.filter((end) => end > internalUse * UNIT));
  return {
    internalUse: area("internalUse", (from) => binary.decode(from.subarray(1, internalEnd - internalUse * UNIT))),
    chassis: area("chassis", (from, report) => decodeArea(chassisArea, from, report)),
    board: area("board", (from, report) => decodeArea(boardArea, from, report)),
    product: area("product", (from, report) => decodeArea(productArea, from, report)),
    multirecords: area("multirecords", decodeMultirecords),
    damage,
  };
}
