import { execFileSync } from "node:child_process";

const XZ_MAGIC = Buffer.from("fd377a585a00", "hex");
/** A Debian kernel unpacked has 66 MB. */
const MAX_SIZE = 512 * 1024 * 1024;

/** Unpacks an .xz stream (Debian package xz-utils), whatever follows it; returns any other bytes unchanged. */
export function unxz(data: Buffer): Buffer {
  if (!data.subarray(0, XZ_MAGIC.length).equals(XZ_MAGIC)) return data;
  return execFileSync("xz", ["--decompress", "--stdout", "--single-stream"], { input: data, maxBuffer: MAX_SIZE });
}
