/**
 * Adds drivers to an OVMF code image. The image starts with a volume whose one file has an LZMA section; inside are the
 * volumes of PEI and DXE. The drivers go to the end of the DXE volume, and the LZMA section is packed again.
 */
import { LabError } from "../../lab-error.ts";
import { encodeFile, FileType } from "./ffs-file.ts";
import { type FirmwareVolume, readVolume, withFiles } from "./firmware-volume.ts";
import { guidText } from "./guid.ts";
import { encodeGuidDefined, encodeSections, readGuidDefined, readSections, SectionType } from "./section.ts";

export const LZMA_GUID = "ee4e5898-3914-4259-9d6e-dc7bd79403cf";

/** The coding of the LZMA section; a test has one that only copies. */
export interface Packing {
  unpack(data: Uint8Array): Promise<Uint8Array>;
  pack(data: Uint8Array): Promise<Uint8Array>;
}

/** Returns the image with the encoded files added. Throws `LabError` "refused" if it is not an OVMF image. */
export async function addFiles(
  image: Uint8Array,
  files: readonly Uint8Array[],
  { unpack, pack }: Packing,
): Promise<Uint8Array> {
  const outer = readVolume(image);
  const file = outer?.files.find(({ type }) => type === FileType.VolumeImage);
  if (!outer || !file) throw notOvmf("it starts with no firmware volume that holds another");
  const sections = readSections(file.contents);
  const packed = sections.find(({ type, body }) => type === SectionType.GuidDefined && isLzma(body));
  if (!packed) throw notOvmf("its volume has no LZMA section");

  const { guid, attributes, data } = readGuidDefined(packed.body);
  const inside = await pack(withDrivers(await unpack(data), files));
  const body = encodeGuidDefined(guid, attributes, inside);
  const contents = encodeSections(sections.map((section) => (section === packed ? { ...section, body } : section)));
  const changed = Uint8Array.from(image);
  changed.set(withFiles(outer, file.offset, [encodeFile({ ...file, contents })]));
  return changed;
}

function isLzma(body: Uint8Array): boolean {
  return guidText(readGuidDefined(body).guid) === LZMA_GUID;
}

function withDrivers(unpacked: Uint8Array, files: readonly Uint8Array[]): Uint8Array {
  for (const { type, offset, body } of readSections(unpacked)) {
    const volume = type === SectionType.FirmwareVolume ? readVolume(body) : undefined;
    if (!volume || !has(volume, FileType.DxeDriver)) continue;
    if (!has(volume, FileType.MmDriver)) {
      throw notOvmf("it has no SMM driver; images with secboot in their names have some");
    }
    const changed = Uint8Array.from(unpacked);
    changed.set(withFiles(volume, volume.freeOffset, files), offset);
    return changed;
  }
  throw notOvmf("it has no volume with DXE drivers");
}

function has({ files }: FirmwareVolume, wanted: number): boolean {
  return files.some(({ type }) => type === wanted);
}

function notOvmf(why: string): LabError {
  return new LabError("image", `not the code image of an OVMF with System Management Mode: ${why}`);
}
