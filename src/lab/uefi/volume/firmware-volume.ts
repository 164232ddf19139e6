/** Firmware volumes (PI 1.8, volume 3, §3.2.1): a header, then files at multiples of 8, then erased bytes. */
import { bytes } from "../../../codec/bytes.ts";
import { u8, u16, u32 } from "../../../codec/integer.ts";
import { ByteReader } from "../../../codec/layout.ts";
import { struct } from "../../../codec/struct.ts";
import { LabError } from "../../lab-error.ts";
import { aligned } from "./aligned.ts";
import { type FfsFile, readFile } from "./ffs-file.ts";
import { GUID_SIZE } from "./guid.ts";

const HEADER_SIZE = 56;
const FILE_ALIGNMENT = 8;
const ERASED = 0xff;

const header = struct({
  zeroVector: bytes(16),
  fileSystem: bytes(GUID_SIZE),
  length: u32,
  lengthHigh: u32,
  signature: bytes(4),
  attributes: u32,
  headerLength: u16,
  checksum: u16,
  extendedHeaderOffset: u16,
  reserved: u8,
  revision: u8,
});
const extendedHeader = struct({ name: bytes(GUID_SIZE), size: u32 });

export interface FirmwareVolume {
  /** All bytes of the volume. */
  readonly bytes: Uint8Array;
  readonly files: readonly (FfsFile & { readonly offset: number })[];
  /** Offset of the bytes after the last file, where the next file can be. */
  readonly freeOffset: number;
}

/** Reads the volume at the start of these bytes; undefined if there is none. */
export function readVolume(image: Uint8Array): FirmwareVolume | undefined {
  if (image.length < HEADER_SIZE) return;
  const { signature, length, headerLength, extendedHeaderOffset } = header.decode(new ByteReader(image));
  if (Buffer.from(signature).toString("latin1") !== "_FVH" || length > image.length) return;
  const volume = image.subarray(0, length);
  const files: (FfsFile & { offset: number })[] = [];
  let offset = aligned(endOfHeaders(volume, headerLength, extendedHeaderOffset), FILE_ALIGNMENT);
  for (let file = readFile(volume.subarray(offset)); file; file = readFile(volume.subarray(offset))) {
    files.push({ ...file, offset });
    offset = aligned(offset + file.size, FILE_ALIGNMENT);
  }
  return { bytes: volume, files, freeOffset: offset };
}

function endOfHeaders(volume: Uint8Array, headerLength: number, extendedHeaderOffset: number): number {
  if (extendedHeaderOffset === 0) return headerLength;
  const { size } = extendedHeader.decode(new ByteReader(volume.subarray(extendedHeaderOffset)));
  return extendedHeaderOffset + size;
}

/**
 * Returns the volume with these encoded files at `from`, its first `from` bytes as they are and the rest erased. Throws
 * `LabError` "refused" if they do not fit.
 */
export function withFiles(volume: FirmwareVolume, from: number, files: readonly Uint8Array[]): Uint8Array {
  const changed = Uint8Array.from(volume.bytes).fill(ERASED, from);
  let offset = from;
  for (const file of files) {
    if (offset + file.length > changed.length) {
      throw new LabError("image", `the firmware volume of ${changed.length} bytes has no room for the lab's drivers`);
    }
    changed.set(file, offset);
    offset = aligned(offset + file.length, FILE_ALIGNMENT);
  }
  return changed;
}
