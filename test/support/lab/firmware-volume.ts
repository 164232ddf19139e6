import { bytes } from "../../../src/codec/bytes.ts";
import { u16, u32 } from "../../../src/codec/integer.ts";
import { encode } from "../../../src/codec/layout.ts";
import { struct } from "../../../src/codec/struct.ts";
import { encodeFile, FileType } from "../../../src/lab/uefi/volume/ffs-file.ts";
import { guidBytes } from "../../../src/lab/uefi/volume/guid.ts";
import { LZMA_GUID, type Packing } from "../../../src/lab/uefi/volume/ovmf-image.ts";
import { encodeGuidDefined, encodeSections, SectionType } from "../../../src/lab/uefi/volume/section.ts";

const header = struct({
  zeroVector: bytes(16),
  fileSystem: bytes(16),
  length: u32,
  lengthHigh: u32,
  signature: bytes(4),
  attributes: u32,
  headerLength: u16,
  checksum: u16,
  extendedHeaderOffset: u16,
  revision: u16,
  map: bytes(16),
});
const HEADER_SIZE = 72;

export const SOME_GUID = "11111111-2222-3333-4444-555555555555";

/** A volume of `size` bytes with these encoded files, each of a size that is a multiple of 8. */
export function volume(size: number, files: readonly Uint8Array[], extendedHeader = new Uint8Array()): Uint8Array {
  const image = new Uint8Array(size).fill(0xff);
  const fields = { length: size, lengthHigh: 0, attributes: 0x0004_feff, headerLength: HEADER_SIZE, checksum: 0 };
  const extendedHeaderOffset = extendedHeader.length > 0 ? HEADER_SIZE : 0;
  const blank = { zeroVector: new Uint8Array(16), fileSystem: guidBytes("8c8ce578-8a3d-4f1c-9935-896185c32dd3") };
  const signature = Buffer.from("_FVH");
  image.set(
    encode(header, { ...blank, ...fields, signature, extendedHeaderOffset, revision: 0x0200, map: new Uint8Array(16) }),
  );
  image.set(extendedHeader, HEADER_SIZE);
  image.set(Buffer.concat(files), HEADER_SIZE + extendedHeader.length);
  return image;
}

export function file(type: number, contents: Uint8Array): Uint8Array {
  return encodeFile({ name: guidBytes(SOME_GUID), type, attributes: 0, contents });
}

/** A packing that inverts every byte. */
export const inverting: Packing = {
  unpack: async (data) => data.map((byte) => 0xff - byte),
  pack: async (data) => data.map((byte) => 0xff - byte),
};

const DRIVERS = [FileType.DxeDriver, FileType.MmDriver].map((type) => file(type, new Uint8Array(16)));

/** An image like OVMF's: a volume that holds a packed one with a DXE driver, then bytes of something else. */
export async function ovmfLikeImage(dxeVolume = volume(1024, DRIVERS)) {
  const packed = await inverting.pack(
    encodeSections([
      { type: 0x19, body: new Uint8Array(5) },
      { type: SectionType.FirmwareVolume, body: volume(512, [file(0x04, new Uint8Array(8))]) },
      { type: SectionType.FirmwareVolume, body: dxeVolume },
    ]),
  );
  const section = { type: SectionType.GuidDefined, body: encodeGuidDefined(guidBytes(LZMA_GUID), 1, packed) };
  const outer = volume(8192, [file(FileType.VolumeImage, encodeSections([section]))]);
  return Buffer.concat([outer, Buffer.from("the reset vector")]);
}
