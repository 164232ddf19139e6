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
import { closeSync, fstatSync, ftruncateSync, openSync, readFileSync, readSync } from "node:fs";

const HEADER_SIZE = 32;
const FRAME_HEADER_SIZE = 24;
const SALT_AT = 16;
const SALT_SIZE = 8;
const FRAME_SALT_AT = 8;
const CHECKSUM_AT = 24;
const FRAME_CHECKSUM_AT = 16;
const PAGE_SIZE_AT = 8;
const BIG_ENDIAN_MAGIC = 0x377f0683;

/** Commits of a log from its first bad frame on, which SQLite drops. */
export interface DroppedCommits {
  readonly commits: number;
  /** Whether an intact commit is among them: it was finished. A kill leaves at most one unfinished commit, the last. */
  readonly hasIntact: boolean;
}

export function logPathOf(path: string): string {
  return `${path}-wal`;
}

/** Returns the commits that SQLite would drop when it opens the state file. Call it before. */
export function droppedCommits(path: string): DroppedCommits {
  const log = readLog(logPathOf(path));
  return log.length > HEADER_SIZE ? commitsBehindDamage(log) : { commits: 0, hasIntact: false };
}

/**
 * Cuts off everything behind the first `frames` frames. A commit whose wait for the disk failed is there, whole, and a start after
 * a kill would take it, though it was refused. @throws Error of the system
 */
export function cutLog(path: string, frames: number): void {
  const file = openSync(logPathOf(path), "r+");
  try {
    const header = Buffer.alloc(HEADER_SIZE);
    if (readSync(file, header) < HEADER_SIZE) return;
    const end = HEADER_SIZE + frames * (FRAME_HEADER_SIZE + header.readUInt32BE(PAGE_SIZE_AT));
    if (fstatSync(file).size > end) ftruncateSync(file, end);
  } finally {
    closeSync(file);
  }
}

function readLog(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

function commitsBehindDamage(log: Buffer): DroppedCommits {
  const frameSize = FRAME_HEADER_SIZE + log.readUInt32BE(PAGE_SIZE_AT);
  const saltAt = (at: number) => log.subarray(at, at + SALT_SIZE);
  const checksum = checksums(log);
  let whole = checksum([0, 0], [[0, CHECKSUM_AT]], CHECKSUM_AT);
  let commits = 0;
  let hasIntact = false;
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
      hasIntact ||= isIntact;
    }
    before = at + FRAME_CHECKSUM_AT;
  }
  return { commits, hasIntact };
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
