/** Reads files that people name. Opens without blocking, so that a FIFO without a writer holds nothing up. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

/** Far more than any configuration, dump or certificate; a device such as /dev/zero has no end. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** First buffer of a file that reports no size, as those of /proc do. */
const FIRST_BYTES = 4096;

/** The file is of another kind, or too large. `code` is as Node's own: ENOTREG, EFBIG. */
class FileError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws Error with a code when the name is not that of a readable, regular file of at most `MAX_FILE_BYTES` */
export function readRegularFile(name: string): Buffer {
  const file = openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const status = fstatSync(file);
    if (status.isDirectory()) throw new FileError("EISDIR", "a directory");
    if (!status.isFile()) throw new FileError("ENOTREG", "not a regular file");
    return readToEnd(file, status.size);
  } finally {
    closeSync(file);
  }
}

/** Trusts no size: the file may grow while it is read. Every buffer has room for one byte past what is expected. */
function readToEnd(file: number, size: number): Buffer {
  let bytes = Buffer.alloc(Math.min(size || FIRST_BYTES, MAX_FILE_BYTES) + 1);
  let length = 0;
  while (true) {
    const count = readSync(file, bytes, length, bytes.length - length, null);
    length += count;
    if (length > MAX_FILE_BYTES) throw new FileError("EFBIG", "too large");
    if (count === 0) return bytes.subarray(0, length);
    if (length === bytes.length) bytes = Buffer.concat([bytes], Math.min(2 * length, MAX_FILE_BYTES + 1));
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "a directory; expected a file",
  ENOTREG: "not a regular file; expected one, not a FIFO, socket or device",
  EFBIG: `the file is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`,
  EACCES: "the file may not be read (permission denied)",
};

/** Returns the reason why a file cannot be read, as text. */
export function unreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? `the file cannot be read: ${error instanceof Error ? error.message : error}`;
}
