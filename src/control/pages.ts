/** Long lists in pages, so that none makes an answer of the BMC wait for long. */
import type { RecordEntry } from "../bmc/record-list.ts";

/** Of records, sensors or machines. */
export const PAGE_SIZE = 64;
/** §31.5, §33.12: after the last record there is this. */
const NO_MORE = 0xffff;

/** Records from the one with the id `from` on, or from the first; `next` is where the following page begins. */
export function recordPage(
  size: number,
  entry: (id: number) => RecordEntry,
  from: number = 0,
): { readonly records: readonly Uint8Array[]; readonly next: number | undefined } {
  const records: Uint8Array[] = [];
  let next = size === 0 ? NO_MORE : from;
  while (next !== NO_MORE && records.length < PAGE_SIZE) {
    const { record, nextId } = entry(next);
    records.push(record);
    next = nextId;
  }
  return { records, next: next === NO_MORE ? undefined : next };
}
