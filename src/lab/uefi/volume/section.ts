/** Sections, the contents of a file in a firmware volume (PI 1.8, volume 3, §3.2.2). Each starts at a multiple of 4. */
import { bytes } from "../../../codec/bytes.ts";
import { u8, u16, u24 } from "../../../codec/integer.ts";
import { ByteReader, encode } from "../../../codec/layout.ts";
import { struct } from "../../../codec/struct.ts";
import { aligned } from "./aligned.ts";
import { GUID_SIZE } from "./guid.ts";

export const SectionType = {
  GuidDefined: 0x02,
  Pe32: 0x10,
  DxeDepex: 0x13,
  UserInterface: 0x15,
  FirmwareVolume: 0x17,
  MmDepex: 0x1c,
} as const;

export interface Section {
  readonly type: number;
  /** Place of the body in the contents that hold the section. */
  readonly offset: number;
  readonly body: Uint8Array;
}

const ALIGNMENT = 4;
const HEADER_SIZE = 4;
const header = struct({ size: u24, type: u8 });
const guidDefined = struct({ guid: bytes(GUID_SIZE), dataOffset: u16, attributes: u16 });

/** Reads the sections in these bytes, up to the first bytes that are none. No OVMF has one of 16 MiB or more. */
export function readSections(contents: Uint8Array): readonly Section[] {
  const sections: Section[] = [];
  for (let start = 0; start + HEADER_SIZE <= contents.length; ) {
    const { size, type } = header.decode(new ByteReader(contents.subarray(start)));
    const end = start + size;
    if (size < HEADER_SIZE || end > contents.length) break;
    sections.push({ type, offset: start + HEADER_SIZE, body: contents.subarray(start + HEADER_SIZE, end) });
    start = aligned(end, ALIGNMENT);
  }
  return sections;
}

/** Writes sections one after another. */
export function encodeSections(sections: readonly Pick<Section, "type" | "body">[]): Uint8Array {
  return Buffer.concat(
    sections.flatMap(({ type, body }, index) => {
      const size = HEADER_SIZE + body.length;
      const padding = index + 1 < sections.length ? aligned(size, ALIGNMENT) - size : 0;
      return [encode(header, { size, type }), body, new Uint8Array(padding)];
    }),
  );
}

/** The body of a GUID-defined section: the GUID names the encoding of the data. */
export function readGuidDefined(body: Uint8Array) {
  const { guid, dataOffset, attributes } = guidDefined.decode(new ByteReader(body));
  return { guid, attributes, data: body.subarray(dataOffset - HEADER_SIZE) };
}

export function encodeGuidDefined(guid: Uint8Array, attributes: number, data: Uint8Array): Uint8Array {
  const dataOffset = HEADER_SIZE + GUID_SIZE + 4;
  return Buffer.concat([encode(guidDefined, { guid, dataOffset, attributes }), data]);
}
