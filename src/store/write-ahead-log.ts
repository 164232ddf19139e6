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
const SALT_SIZE = 8;
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

/**
 * Number of commits of this log from its first bad frame on. SQLite writes forward, so a kill between its writes tears at
 * most the last commit, which was not answered: if no intact commit follows the first bad frame, none is lost.
 */
function commitsBehindDamage(log: Buffer): number {
  const frameSize = FRAME_HEADER_SIZE + log.readUInt32BE(8);
  const saltAt = (at: number) => log.subarray(at, at + SALT_SIZE);
  const checksum = checksums(log);
  let whole = checksum([0, 0], [[0, CHECKSUM_AT]], CHECKSUM_AT);
  let commits = 0;
  let intactCommits = 0;
  for (let at = HEADER_SIZE, before = CHECKSUM_AT; at + frameSize <= log.length; at += frameSize) {
    const isOfThisLog = saltAt(at + FRAME_SALT_AT).equals(saltAt(SALT_AT));
    const frameParts = [
      [at, at + 8],
      [at + FRAME_HEADER_SIZE, at + frameSize],
    ] as const;
    const start = [log.readUInt32BE(before), log.readUInt32BE(before + 4)] as const;
    const isIntact = isOfThisLog && checksum(start, frameParts, at + FRAME_CHECKSUM_AT);
    whole &&= isIntact;
    if (!whole && isOfThisLog && log.readUInt32BE(at + 4) !== 0) {
      commits++;
      if (isIntact) intactCommits++;
    }
    before = at + FRAME_CHECKSUM_AT;
  }
  return intactCommits > 0 ? commits : 0;
}

type Pair = readonly [number, number];

/** A function that tells whether the checksum stored at a place is that of these ranges, going on from another checksum. */
function checksums(log: Buffer) {
  const read = log.readUInt32BE(0) === BIG_ENDIAN_MAGIC ? "readUInt32BE" : "readUInt32LE";
  return (start: Pair, ranges: readonly Pair[], storedAt: number): boolean => {
    let [first, second] = start;
    for (const [from, to] of ranges) {
      for (let at = from; at < to; at += 8) {
        first = (first + log[read](at) + second) >>> 0;
        second = (second + log[read](at + 4) + first) >>> 0;
      }
    }
    return first === log.readUInt32BE(storedAt) && second === log.readUInt32BE(storedAt + 4);
  };
}
