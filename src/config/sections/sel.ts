/** The `sel` section: the system event log. */
import { bytes, flag, group, integer, lazily, listOf, oneOf } from "../values/values.ts";

/** One minute: far longer than any guest waits for an erasure. */
const MAX_ERASE_MS = 60_000;

const MAX_RECORDS = 0xfffe;
const RECORD_SIZE = 16;

/** Returns the ID in the first two bytes, low byte first. */
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
    capacity: integer(1, MAX_RECORDS).default(1024).describe("Capacity in records, 1 to 65534."),
    whenFull: oneOf(["refuse", "rollOver"])
      .default("refuse")
      .describe("A full log refuses new records, or rolls over: each new record replaces the oldest one."),
    deletes: flag().default(true).describe("Whether Delete SEL Entry is supported. false answers it with C1h."),
    eraseMs: integer(0, MAX_ERASE_MS)
      .default(0)
      .describe("Duration of Clear SEL in milliseconds, 0 to 60000. Other SEL commands get 81h during it."),
    records: listOf(record)
      .refine((records) => new Set(records.map(recordId)).size === records.length, "each record ID once")
      .default([])
      .describe("Initial records of 16 bytes, as Get SEL Entry sends them; the first two bytes are the ID."),
  }).refine(({ capacity, records }) => records.length <= capacity, "at most capacity records");
