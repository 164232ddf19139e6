/** RFC 4122 §4.3: name-based GUIDs (version 5). A machine keeps its GUIDs as long as it keeps its name. */
// node:crypto would take longer to load than all the rest of a machine.

import { sha1 } from "@noble/hashes/legacy.js";
import { hex } from "../../text/hex.ts";

const NAMESPACE = Buffer.from("3b2c8a9452f14a6e9a5d6f1c0e7b4d21", "hex");

export function guidFromName(name: string): string {
  const hash = Buffer.from(sha1(Buffer.concat([NAMESPACE, Buffer.from(name)]))).subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hex(hash).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
