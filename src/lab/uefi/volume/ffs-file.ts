/** Files of a firmware volume (PI 1.8, volume 3, §3.2.3): a header with two checksums, then sections. */
import { bytes } from "../../../codec/bytes.ts";
import { u8, u24 } from "../../../codec/integer.ts";
import { ByteReader, encode } from "../../../codec/layout.ts";
import { struct } from "../../../codec/struct.ts";
import { GUID_SIZE } from "./guid.ts";

export const FileType = { DxeDriver: 0x07, MmDriver: 0x0a, VolumeImage: 0x0b } as const;

const FILE_HEADER_SIZE = 24;

const header = struct({
  name: bytes(GUID_SIZE),
  headerChecksum: u8,
  fileChecksum: u8,
  type: u8,
  attributes: u8,
  size: u24,
  state: u8,
});

export interface FfsFile {
  readonly name: Uint8Array;
  readonly type: number;
  readonly attributes: number;
  readonly contents: Uint8Array;
}

/** File checksum of a file without the checksum attribute. */
const NO_FILE_CHECKSUM = 0xaa;
const CHECKSUM_ATTRIBUTE = 0x40;
/** Header and data valid, as a volume has it whose erased bits are 1. */
const DATA_VALID = 0xf8;

/** Reads the file at the start of these bytes; undefined where the volume is erased or no file fits. */
export function readFile(volume: Uint8Array): (FfsFile & { readonly size: number }) | undefined {
  if (volume.length < FILE_HEADER_SIZE || volume.subarray(0, FILE_HEADER_SIZE).every((byte) => byte === 0xff)) return;
  const { name, type, attributes, size } = header.decode(new ByteReader(volume));
  if (size < FILE_HEADER_SIZE || size > volume.length) return;
  return { name, type, attributes, size, contents: volume.subarray(FILE_HEADER_SIZE, size) };
}

export function encodeFile({ name, type, attributes, contents }: FfsFile): Uint8Array {
  const size = FILE_HEADER_SIZE + contents.length;
  const fields = { name, type, attributes, size };
  // The header's checksum takes the file's checksum and the state for 0.
  const zeroed = encode(header, { ...fields, headerChecksum: 0, fileChecksum: 0, state: 0 });
  const hasChecksum = Math.floor(attributes / CHECKSUM_ATTRIBUTE) % 2 === 1;
  return Buffer.concat([
    encode(header, {
      ...fields,
      headerChecksum: checksum(zeroed),
      fileChecksum: hasChecksum ? checksum(contents) : NO_FILE_CHECKSUM,
      state: DATA_VALID,
    }),
    contents,
  ]);
}

/** The byte that makes the sum of all bytes 0. */
function checksum(bytes: Uint8Array): number {
  const sum = bytes.reduce((total, byte) => (total + byte) % 0x100, 0);
  return (0x100 - sum) % 0x100;
}
