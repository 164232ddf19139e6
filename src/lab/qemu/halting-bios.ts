/** Firmware that halts at the first instruction, so that only the lab touches the machine's devices. */

/** The smallest image that QEMU's pc machine accepts. */
const IMAGE_SIZE = 64 * 1024;
/** Offset of the first instruction of an x86, 16 bytes below the image's end. */
const RESET_VECTOR = IMAGE_SIZE - 16;
/** cli; hlt; jmp back to the hlt, because an NMI ends a hlt. */
const HALT = [0xfa, 0xf4, 0xeb, 0xfd];

export function haltingBios(): Uint8Array {
  const image = new Uint8Array(IMAGE_SIZE);
  image.set(HALT, RESET_VECTOR);
  return image;
}
