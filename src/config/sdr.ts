/** The `sdrRepository` and `sdrs` sections: the SDR repository, and records to put into it as they are. */
import { bytes, flag, group, integer, listOf } from "./values.ts";

/** A minute: far longer than any guest waits for an erasure. */
const MAX_ERASE_MS = 60_000;
/** As many allocation units of 16 bytes as Get SDR Repository Allocation Info can tell. */
const MAX_SIZE = 16 * 0xffff;

export const sdrRepository = group({
  size: integer(64, MAX_SIZE).default(65_536).describe("Bytes it has room for, 64 to 1048560, in units of 16."),
  eraseMs: integer(0, MAX_ERASE_MS)
    .default(0)
    .describe("Milliseconds that Clear SDR Repository takes, 0 to 60000; until then others are answered C0h."),
  ownRecords: flag()
    .default(true)
    .describe("Whether it begins with locator records of this BMC and of its FRU devices."),
});

const HEADER_SIZE = 5;
const LENGTH_AT = 4;

/** A record as Get SDR sends it. */
const sdr = bytes(HEADER_SIZE, HEADER_SIZE + 0xff).refine(
  (record) => record.length === HEADER_SIZE + (record[LENGTH_AT] ?? 0),
  "a record as long as its fifth byte says, which counts the bytes after it",
);

export const sdrs = listOf(sdr)
  .prefault([])
  .describe(
    'Sensor data records as bytes: "00 00 51 c0 05 57 01 00 aa bb". Their first two bytes, the ID, are given anew.',
  );
