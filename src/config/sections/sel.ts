/** The `sel` section: the system event log. */
import { bytes, group, integer, lazily, listOf } from "../values/values.ts";

/** A minute: far longer than any guest waits for an erasure. */
const MAX_ERASE_MS = 60_000;

const MAX_RECORDS = 0xfffe;
const RECORD_SIZE = 16;

/** Its first two bytes, the lower one first. */
function recordId([low = 0, high = 0]: Uint8Array): number {
  return 256 * high + low;
}

const record = lazily(() =>
  bytes(RECORD_SIZE, RECORD_SIZE)
    .refine((bytes) => recordId(bytes) >= 1 && recordId(bytes) <= MAX_RECORDS, "a record whose ID is 1 to fffeh")
    .meta({ examples: ["01 00 02 00 00 00 60 20 00 04 01 30 01 a0 a1 aa"] }),
);

export const sel = () =>
  group({
    capacity: integer(1, MAX_RECORDS).default(1024).describe("Records it has room for, 1 to 65534."),
    eraseMs: integer(0, MAX_ERASE_MS)
      .default(0)
      .describe("Milliseconds that Clear SEL takes, 0 to 60000; until then other SEL commands are answered 81h."),
    records: listOf(record)
      .refine((records) => new Set(records.map(recordId)).size === records.length, "each record ID once")
      .default([])
      .describe("What it begins with: records of 16 bytes, the ID in the first two, as Get SEL Entry sends them."),
  }).refine(({ capacity, records }) => records.length <= capacity, "no more records than its capacity");
