/** A PC that does nothing: its firmware stops at the first instruction, so only we touch its devices. */

/** The smallest image that QEMU's pc machine takes. */
const IMAGE_SIZE = 64 * 1024;
/** Where an x86 starts, 16 bytes below the image's end. */
const RESET_VECTOR = IMAGE_SIZE - 16;
/** cli; hlt; jmp back to the hlt, for an NMI ends it. */
const HALT = [0xfa, 0xf4, 0xeb, 0xfd];

export function haltingBios(): Uint8Array {
  const image = new Uint8Array(IMAGE_SIZE);
  image.set(HALT, RESET_VECTOR);
  return image;
}
