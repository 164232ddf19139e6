/** GUIDs as UEFI stores them: the first three fields have their least significant byte first (UEFI 2.10, appendix A). */
import { hex } from "../../../text/hex.ts";

export const GUID_SIZE = 16;

/** "8c8ce578-8a3d-4f1c-9935-896185c32dd3" as 16 bytes. */
export function guidBytes(text: string): Uint8Array {
  return swapped(Buffer.from(text.replaceAll("-", ""), "hex"));
}

export function guidText(bytes: Uint8Array): string {
  return hex(swapped(bytes)).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

function swapped(bytes: Uint8Array): Uint8Array {
  const field = (from: number, to: number) => [...bytes.subarray(from, to)].reverse();
  return Uint8Array.of(...field(0, 4), ...field(4, 6), ...field(6, 8), ...bytes.subarray(8));
}
