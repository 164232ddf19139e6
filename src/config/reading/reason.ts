/** Reasons why a file cannot be read. */
import { MAX_FILE_BYTES } from "../values/regular-file.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "a directory; expected a file",
  ENOTREG: "not a regular file; expected one, not a FIFO, socket or device",
  EFBIG: `the file is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB`,
  EACCES: "the file may not be read (permission denied)",
};

/** Returns the reason as text. */
export function reason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? `the file cannot be read: ${error instanceof Error ? error.message : error}`;
}
