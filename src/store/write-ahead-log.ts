/**
 * Checks SQLite's write-ahead log (WAL) beside a state file before SQLite opens it. SQLite reads a log up to its first bad
 * frame and drops the rest without a word; it drops the whole log if the file itself is missing or empty.
 *
 *   header (32 bytes)  magic (4: low bit 1 for big-endian checksums), version (4), page size (4), sequence (4), salt (8), checksum (8)
 *   frame              page number (4), pages after a commit or 0 (4), salt (8), checksum (8), page
 *
 * Numbers are big-endian. The checksum covers the first 24 bytes of the header, then the first 8 bytes of each frame and its
 * page, and goes on from frame to frame. Frames with an older salt are remains of an earlier log.
 */
import { readFileSync, statSync } from "node:fs";

const HEADER_SIZE = 32;
const FRAME_HEADER_SIZE = 24;
const SALT_AT = 16;
const FRAME_SALT_AT = 8;
const CHECKSUM_AT = 24;
const FRAME_CHECKSUM_AT = 16;
const BIG_ENDIAN_MAGIC = 0x377f0683;

/** Description of changes in the log that SQLite would drop; undefined when it drops none. */
export function droppedChanges(path: string): string | undefined {
  const log = readLog(`${path}-wal`);
  if (log.length <= HEADER_SIZE) return undefined;
  if (sizeOf(path) === 0) return `the file is missing or empty, and its log ${path}-wal has ${log.length} bytes`;
  const lost = commitsBehindDamage(log);
  return lost > 0 ? `${lost} changes at the end of its log ${path}-wal are damaged or behind the damage` : undefined;
}

function readLog(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Number of commits of this log from its first bad frame on. */
function commitsBehindDamage(log: Buffer): number {
  const read = log.readUInt32BE(0) === BIG_ENDIAN_MAGIC ? "readUInt32BE" : "readUInt32LE";
  const frameSize = FRAME_HEADER_SIZE + log.readUInt32BE(8);
  const salt = log.subarray(SALT_AT, SALT_AT + 8);
  let [first, second] = [0, 0];
  const add = (from: number, to: number) => {
    for (let at = from; at < to; at += 8) {
      first = (first + log[read](at) + second) >>> 0;
      second = (second + log[read](at + 4) + first) >>> 0;
    }
  };
  const matches = (at: number) => first === log.readUInt32BE(at) && second === log.readUInt32BE(at + 4);

  add(0, CHECKSUM_AT);
  let intact = matches(CHECKSUM_AT);
  let lost = 0;
  for (let at = HEADER_SIZE; at + frameSize <= log.length; at += frameSize) {
    if (intact && !log.subarray(at + FRAME_SALT_AT, at + FRAME_SALT_AT + 8).equals(salt)) break;
    if (intact) {
      add(at, at + 8);
      add(at + FRAME_HEADER_SIZE, at + frameSize);
      intact = matches(at + FRAME_CHECKSUM_AT);
    }
    const isOfThisLog = log.subarray(at + FRAME_SALT_AT, at + FRAME_SALT_AT + 8).equals(salt);
    if (!intact && isOfThisLog && log.readUInt32BE(at + 4) !== 0) lost++;
  }
  return lost;
}
