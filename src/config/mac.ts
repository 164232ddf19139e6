/** A MAC address of the locally administered kind, which a machine keeps as long as it keeps its name. */
import { createHash } from "node:crypto";

const LOCALLY_ADMINISTERED = 0x02;

export function macFromName(name: string): Uint8Array {
  const hash = createHash("sha1").update("mac/").update(name).digest();
  return Uint8Array.of(LOCALLY_ADMINISTERED, ...hash.subarray(0, 5));
}
