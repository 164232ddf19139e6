/** Pages of long lists, so that a list never delays the BMC's answers for long. */
import type { RecordEntry } from "../bmc/record-list.ts";

/** Records, sensors or machines on one page. */
export const PAGE_SIZE = 64;
/** §31.5, §33.12: the next id after the last record. */
const NO_MORE = 0xffff;

/** Returns records from the id `from` on, or from the first; `next` is the first id of the following page. */
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
