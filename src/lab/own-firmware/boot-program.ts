/**
 * Programs that a firmware boots: each writes a text to the debug console and halts. So the lab sees that the firmware
 * has handed over, whatever it prints itself.
 */
import { peImage, Subsystem } from "./pe-image.ts";

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

/** An EFI application for x86-64. */
export function efiApplication(): Uint8Array {
  const code = [
    ...[0xfc, 0x48, 0x8d, 0x35, 0x0f, 0, 0, 0], // cld; lea rsi, [rip + 15]: the text
    ...[0x66, 0xba, DEBUG_CONSOLE & 0xff, DEBUG_CONSOLE >> 8], // mov dx, DEBUG_CONSOLE
    ...[0xac, 0x84, 0xc0, 0x74, 0x03, 0xee, 0xeb, 0xf8], // as above
    ...[0xf4, 0xeb, 0xfd],
  ];
  return peImage(Uint8Array.from([...code, ...TEXT]), Subsystem.EfiApplication);
}
