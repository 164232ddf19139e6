/** Locally administered MAC addresses. A machine keeps its address as long as it keeps its name. */
import { sha1 } from "@noble/hashes/legacy.js";

const LOCALLY_ADMINISTERED = 0x02;

export function macFromName(name: string): Uint8Array {
  return Uint8Array.of(LOCALLY_ADMINISTERED, ...sha1(Buffer.from(`mac/${name}`)).subarray(0, 5));
}
