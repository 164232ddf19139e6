/** Reads files that people name. Opens without blocking, so that a FIFO without a writer holds nobody up. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";

/** Far more than any configuration, dump or certificate; a device such as /dev/zero has no end. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;

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
    if (status.size > MAX_FILE_BYTES) throw new FileError("EFBIG", "too large");
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}
