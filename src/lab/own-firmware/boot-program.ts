/**
 * Programs that a firmware boots: each writes a text to the debug console and halts. So the lab sees that the firmware
 * has handed over, whatever it prints itself.
 */

/** Port of the debug console, where OVMF and SeaBIOS write their logs too. */
export const DEBUG_CONSOLE = 0x402;
/** The text that the programs write. */
export const BOOTED = "extern-bmc: the firmware has booted the disk";

const TEXT = Uint8Array.from([...new TextEncoder().encode(`\n${BOOTED}\n`), 0]);

/** Where a BIOS loads a boot sector. */
const SECTOR_ADDRESS = 0x7c00;

/** Code for a boot sector, to be placed at `offset` in it. */
export function bootSectorCode(offset: number): Uint8Array {
  const code = (text: number) => [
    ...[0x31, 0xc0, 0x8e, 0xd8, 0xfc], // xor ax, ax; mov ds, ax; cld
    ...[0xbe, text & 0xff, text >> 8], // mov si, text
    ...[0xba, DEBUG_CONSOLE & 0xff, DEBUG_CONSOLE >> 8], // mov dx, DEBUG_CONSOLE
    ...[0xac, 0x84, 0xc0, 0x74, 0x03, 0xee, 0xeb, 0xf8], // lodsb; test al, al; jz +3; out dx, al; jmp -8
    ...[0xf4, 0xeb, 0xfd], // hlt; jmp -3
  ];
  const size = code(0).length;
  return Uint8Array.from([...code(SECTOR_ADDRESS + offset + size), ...TEXT]);
}

const FILE_ALIGNMENT = 0x200;
const SECTION_ADDRESS = 0x1000;

/** An EFI application for x86-64: a PE32+ image with one section (Microsoft PE/COFF §3). It needs no relocation. */
export function efiApplication(): Uint8Array {
  const code = [
    ...[0xfc, 0x48, 0x8d, 0x35, 0x0f, 0, 0, 0], // cld; lea rsi, [rip + 15]: the text
    ...[0x66, 0xba, DEBUG_CONSOLE & 0xff, DEBUG_CONSOLE >> 8], // mov dx, DEBUG_CONSOLE
    ...[0xac, 0x84, 0xc0, 0x74, 0x03, 0xee, 0xeb, 0xf8], // as above
    ...[0xf4, 0xeb, 0xfd],
  ];
  const image = Buffer.alloc(2 * FILE_ALIGNMENT);
  image.write("MZ", 0);
  image.writeUInt32LE(PE_HEADER, 0x3c);
  image.write("PE", PE_HEADER);
  fill(image, PE_HEADER + 4, COFF_HEADER);
  fill(image, PE_HEADER + 24, OPTIONAL_HEADER);
  const section = PE_HEADER + 24 + OPTIONAL_HEADER_SIZE;
  image.write(".text", section);
  fill(image, section + 8, SECTION_HEADER);
  image.set([...code, ...TEXT], FILE_ALIGNMENT);
  return image;
}

const PE_HEADER = 0x40;
const OPTIONAL_HEADER_SIZE = 0xf0;

/** Values and their sizes in bytes. */
type Fields = readonly (readonly [size: 2 | 4 | 8, value: number])[];

/** x86-64, one section, no symbols, executable. */
const COFF_HEADER: Fields = [
  ...([
    [2, 0x8664],
    [2, 1],
    [4, 0],
    [4, 0],
    [4, 0],
    [2, OPTIONAL_HEADER_SIZE],
    [2, 0x22],
  ] as const),
];
/** PE32+; the data directories behind these fields stay empty. */
const OPTIONAL_HEADER: Fields = [
  ...([
    [2, 0x20b],
    [2, 0],
    [4, FILE_ALIGNMENT],
    [4, 0],
    [4, 0],
  ] as const), // code size
  ...([
    [4, SECTION_ADDRESS],
    [4, SECTION_ADDRESS],
    [8, 0],
  ] as const), // entry, code, image base
  ...([
    [4, SECTION_ADDRESS],
    [4, FILE_ALIGNMENT],
  ] as const), // alignments
  ...([
    [4, 0],
    [4, 0],
    [4, 0],
    [4, 0],
  ] as const), // versions
  ...([
    [4, 2 * SECTION_ADDRESS],
    [4, FILE_ALIGNMENT],
    [4, 0],
    [2, 10],
    [2, 0],
  ] as const), // sizes; EFI application
  ...([
    [8, 0],
    [8, 0],
    [8, 0],
    [8, 0],
    [4, 0],
    [4, 16],
  ] as const), // stack, heap, 16 directories
];
const SECTION_HEADER: Fields = [
  ...([
    [4, FILE_ALIGNMENT],
    [4, SECTION_ADDRESS],
    [4, FILE_ALIGNMENT],
    [4, FILE_ALIGNMENT],
  ] as const),
  ...([
    [4, 0],
    [4, 0],
    [4, 0],
    [4, 0x6000_0020],
  ] as const), // code, readable, executable
];

function fill(image: Buffer, start: number, fields: Fields): void {
  let offset = start;
  for (const [size, value] of fields) {
    if (size === 8) image.writeBigUInt64LE(BigInt(value), offset);
    else image.writeUIntLE(value, offset, size);
    offset += size;
  }
}
