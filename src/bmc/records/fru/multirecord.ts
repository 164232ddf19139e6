/** The multirecord area (FRU §16): records one after another, each with its own header. The last one is marked. */
import { bit, bitfield, bits } from "../../../codec/bitfield.ts";
import { u8 } from "../../../codec/integer.ts";
import { ByteReader, ByteWriter, decode, encode, inField, LayoutError } from "../../../codec/layout.ts";
import { struct } from "../../../codec/struct.ts";
import { decodeRecord, encodeRecord, type MultirecordWords } from "./multirecord-kinds.ts";
import { sumOf, withChecksum } from "./zero-checksum.ts";

const header = struct({
  type: u8,
  format: bitfield({ endOfList: bit(7), version: bits(3, 0) }),
  length: u8,
  recordChecksum: u8,
  headerChecksum: u8,
});
const HEADER_SIZE = 5;
const HEADER_CHECKSUM_AT = 4;

const MAX_LENGTH = 0xff;

export function encodeMultirecords(records: readonly MultirecordWords[]): Uint8Array {
  const output = new ByteWriter();
  for (const [index, words] of records.entries()) {
    const { type, version, data } = inField(String(index), () => encodeRecord(words));
    if (data.length > MAX_LENGTH) {
      const excess = data.length - MAX_LENGTH;
      const problem = `expected ${MAX_LENGTH} bytes at most, got ${data.length}: ${excess} too many`;
      throw new LayoutError("value", problem, [String(index)]);
    }
    const head = encode(header, {
      type,
      format: { endOfList: index === records.length - 1, version },
      length: data.length,
      recordChecksum: (256 - sumOf(data)) % 256,
      headerChecksum: 0,
    });
    output.put(withChecksum(head, HEADER_CHECKSUM_AT));
    output.put(data);
  }
  return output.finish();
}

/** Decodes what is readable. `bytes` is the device's contents from the start of the area. */
export function decodeMultirecords(bytes: Uint8Array, report: (problem: string) => void): MultirecordWords[] {
  const records: MultirecordWords[] = [];
  const input = new ByteReader(bytes);
  try {
    for (let last = false; !last; ) {
      const head = input.take(HEADER_SIZE);
      const { type, format, length, recordChecksum } = decode(header, head);
      if (sumOf(head) !== 0) throw new LayoutError("value", "wrong checksum of the header");
      const data = input.take(length);
      if ((sumOf(data) + recordChecksum) % 256 !== 0) report(`[${records.length}]: wrong checksum of the record`);
      records.push(decodeRecord({ type, version: format.version, data }));
      last = format.endOfList;
    }
  } catch (error) {
    if (!(error instanceof LayoutError)) throw error;
    report(`[${records.length}]: unreadable from here on: ${error.message}`);
  }
  return records;
}
