/** SDRs with their headers, one after another: the file format of ipmitool sdr dump and sdr fill. */
import { LayoutError } from "../../codec/layout.ts";
import { sdrSize } from "./sdr.ts";

/** Complete records, and the problem with the bytes after them, if any. */
export interface SdrFile {
  readonly records: readonly Uint8Array[];
  readonly problem?: string;
}

export function readSdrFile(bytes: Uint8Array): SdrFile {
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const size = sdrSize(rest);
    if (size === undefined || size > rest.length) {
      const which = `record ${records.length + 1}, from byte ${at} on, is cut off`;
      return { records, problem: `${which}: expected ${size ?? "at least 5"} bytes, got ${rest.length}` };
    }
    records.push(rest.subarray(0, size));
    at += size;
  }
  return { records };
}

/** Splits a file into records. Throws `LayoutError` when the bytes end within a record. */
export function recordsOf(bytes: Uint8Array): readonly Uint8Array[] {
  const { records, problem } = readSdrFile(bytes);
  if (problem !== undefined) throw new LayoutError("value", problem);
  return records;
}
