/** Images of EFI programs for x86-64: PE32+ with one section (Microsoft PE/COFF §3), whose code needs no relocation. */

export const Subsystem = { EfiApplication: 10, EfiBootServiceDriver: 11 } as const;

/** Headers and code have this size in the file. */
const PART_SIZE = 0x200;
const CODE_ADDRESS = 0x1000;

const PE_HEADER = 0x40;
const COFF_HEADER = PE_HEADER + 4;
const OPTIONAL_HEADER = COFF_HEADER + 20;
const OPTIONAL_HEADER_SIZE = 0xf0;
const SECTION_HEADER = OPTIONAL_HEADER + OPTIONAL_HEADER_SIZE;

/** Longest code in bytes. */
export const MAX_CODE_SIZE = PART_SIZE;

/** Makes the image. The code begins with the entry point and is at most `MAX_CODE_SIZE` long. */
export function peImage(code: Uint8Array, subsystem: number): Uint8Array {
  const image = Buffer.alloc(2 * PART_SIZE);
  image.write("MZ");
  image.write("PE", PE_HEADER);
  image.write(".text", SECTION_HEADER);
  for (const [offset, size, value] of fields(subsystem)) image.writeUIntLE(value, offset, size);
  image.set(code, PART_SIZE);
  return image;
}

/** All fields that are not 0. */
function fields(subsystem: number): readonly (readonly [offset: number, size: 2 | 4, value: number])[] {
  return [
    [0x3c, 4, PE_HEADER],
    [COFF_HEADER, 2, 0x8664], // x86-64
    [COFF_HEADER + 0x02, 2, 1], // sections
    [COFF_HEADER + 0x10, 2, OPTIONAL_HEADER_SIZE],
    [COFF_HEADER + 0x12, 2, 0x0022], // executable, large addresses
    [OPTIONAL_HEADER, 2, 0x020b], // PE32+
    [OPTIONAL_HEADER + 0x04, 4, PART_SIZE], // code
    [OPTIONAL_HEADER + 0x10, 4, CODE_ADDRESS], // entry point
    [OPTIONAL_HEADER + 0x14, 4, CODE_ADDRESS],
    [OPTIONAL_HEADER + 0x20, 4, CODE_ADDRESS], // alignment in memory
    [OPTIONAL_HEADER + 0x24, 4, PART_SIZE], // alignment in the file
    [OPTIONAL_HEADER + 0x38, 4, 2 * CODE_ADDRESS], // image in memory
    [OPTIONAL_HEADER + 0x3c, 4, PART_SIZE], // headers
    [OPTIONAL_HEADER + 0x44, 2, subsystem],
    [OPTIONAL_HEADER + 0x6c, 4, 16], // data directories, all empty
    [SECTION_HEADER + 0x08, 4, PART_SIZE], // in memory
    [SECTION_HEADER + 0x0c, 4, CODE_ADDRESS],
    [SECTION_HEADER + 0x10, 4, PART_SIZE], // in the file
    [SECTION_HEADER + 0x14, 4, PART_SIZE],
    [SECTION_HEADER + 0x24, 4, 0x6000_0020], // code, readable, executable
  ];
}
