/**
 * The ROM that QEMU starts: 64 KiB, the smallest size that QEMU accepts. The CPU sees it at F0000h too.
 *
 *   0000h code (guest.s)   1000h program   FFF0h where an x86 starts: a jump to the code
 */
import { LabError } from "../lab-error.ts";
import { GUEST_CODE } from "./guest-code.ts";

const IMAGE_SIZE = 0x1_0000;
const PROGRAM = 0x1000;
const RESET_VECTOR = 0xfff0;
/** jmp F000:0000 */
const JUMP_TO_CODE = [0xea, 0x00, 0x00, 0x00, 0xf0];

/** Longest program in bytes. */
export const MAX_PROGRAM_SIZE = RESET_VECTOR - PROGRAM;

/** Builds the ROM. Throws `LabError` "refused" if the program is longer than `MAX_PROGRAM_SIZE`. */
export function firmwareImage(program: Uint8Array): Uint8Array {
  if (program.length > MAX_PROGRAM_SIZE) {
    throw new LabError("refused", `the firmware holds ${MAX_PROGRAM_SIZE} bytes of steps, these are ${program.length}`);
  }
  const image = new Uint8Array(IMAGE_SIZE);
  image.set(Buffer.from(GUEST_CODE, "hex"));
  image.set(program, PROGRAM);
  image.set(JUMP_TO_CODE, RESET_VECTOR);
  return image;
}
