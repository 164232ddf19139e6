/** SDRs with their headers, one after another: the file format of ipmitool sdr dump and sdr fill. */
import { LayoutError } from "../../codec/layout.ts";
import { sdrSize } from "./sdr.ts";

/** Splits a file into records. Throws `LayoutError` when the bytes end within a record. */
export function recordsOf(bytes: Uint8Array): readonly Uint8Array[] {
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    const size = sdrSize(rest);
    if (size === undefined || size > rest.length) {
      const which = `record ${records.length + 1}, from byte ${at} on, is cut off`;
      throw new LayoutError("value", `${which}: expected ${size ?? "at least 5"} bytes, got ${rest.length}`);
    }
    records.push(rest.subarray(0, size));
    at += size;
  }
  return records;
}
