/** The `sdrRepository` and `sdrs` sections: the SDR repository, and records given as bytes. */

import { z } from "zod";
import { recordsOf } from "../../bmc/records/sdr-file.ts";
import { EMPTY_BYTES } from "../../codec/empty-bytes.ts";
import { LayoutError } from "../../codec/layout.ts";
import { readRegularFile } from "../../os/regular-file.ts";
import { bytes, fileName, flag, group, integer, lazily, listOf } from "../values/values.ts";

/** One minute: far longer than any guest waits for an erasure. */
const MAX_ERASE_MS = 60_000;
/** The most allocation units of 16 bytes that Get SDR Repository Allocation Info can report. */
const MAX_SIZE = 16 * 0xffff;

export const sdrRepository = () =>
  group({
    size: integer(64, MAX_SIZE).default(65_536).describe("Capacity in bytes, 64 to 1048560, in units of 16."),
    eraseMs: integer(0, MAX_ERASE_MS)
      .default(0)
      .describe("Duration of Clear SDR Repository in milliseconds, 0 to 60000. Other commands get C0h during it."),
    ownRecords: flag()
      .default(true)
      .describe("Whether the repository starts with the SDRs of this controller, its devices, entities and sensors."),
  });

const HEADER_SIZE = 5;
const LENGTH_AT = 4;

/** A record in the form that Get SDR sends. */
const sdr = lazily(() =>
  bytes(HEADER_SIZE, HEADER_SIZE + 0xff).refine(
    (record) => record.length === HEADER_SIZE + (record[LENGTH_AT] ?? 0),
    "a record whose fifth byte is the number of bytes after it",
  ),
);

const file = lazily(() =>
  group({
    file: fileName()
      .describe("File of records, as ipmitool sdr dump writes it. The name is relative to this file.")
      .meta({ examples: ["board.sdr"] }),
  }).transform(({ file: name }, context) => {
    try {
      return recordsOf(contentOf(name));
    } catch (error) {
      if (!(error instanceof LayoutError)) throw error;
      context.addIssue({
        code: "custom",
        path: ["file"],
        message: `${name}: ${error.problem}`,
        params: { sentence: true },
      });
      return z.NEVER;
    }
  }),
);

/** Returns the file's bytes; empty when it cannot be read, which `NamedFiles` reports for all settings. */
function contentOf(name: string): Uint8Array {
  try {
    return readRegularFile(name);
  } catch {
    return EMPTY_BYTES;
  }
}

export const sdrs = () =>
  listOf(
    z.union(
      [sdr.transform((record) => [record]), file],
      'a record in hex ("00 00 51 c0 …", in quotes), or { file: NAME }',
    ),
  ).transform((items) => items.flat());
