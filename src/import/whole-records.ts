/** Records of a file that may be cut off or padded. */
import { readSdrFile } from "../bmc/records/sdr-file.ts";
import type { Notes } from "./notes.ts";

/** Version byte of memory that was never written. */
const NOT_WRITTEN = 0xff;

/** Returns the records before the first one that is cut off or has no header, as in a file padded with 00h or FFh. */
export function wholeRecords(file: string, bytes: Uint8Array, notes: Notes) {
  const { records, problem } = readSdrFile(bytes);
  const end = records.findIndex(([, , version = 0]) => version === 0 || version === NOT_WRITTEN);
  if (end >= 0) notes.add({ file }, `dropped: record ${end + 1} and all after it: it has no header`);
  else if (problem !== undefined) notes.add({ file }, `dropped: ${problem}`);
  return { records: end < 0 ? records : records.slice(0, end), isDamaged: end >= 0 || problem !== undefined };
}
