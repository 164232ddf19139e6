/**
 * Number of the last answered commit of a state file, in `NAME.sqlite-commits` beside it. The state file has the number of
 * its own last commit, so that a start can tell how many answered commits it has lost. The number is written after the
 * commit and before the answer, without waiting for the disk: after a kill in between, the state file is the newer one.
 *
 *   number (16 decimal digits), space, CRC-32 of these digits (8 hex digits), line feed
 */
import { closeSync, constants, openSync, readFileSync, writeSync } from "node:fs";
import { crc32 } from "node:zlib";
import { hexDigits } from "../text/hex.ts";

const DIGITS = 16;

export function counterPathOf(path: string): string {
  return `${path}-commits`;
}

/** Returns the number in the file of a state file's counter; undefined if there is none, NaN if it is damaged. */
export function readCommitCounter(path: string): number | undefined {
  let line: string;
  try {
    line = readFileSync(counterPathOf(path), "latin1");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : Number.NaN;
  }
  // A kill between the file's creation and its first line leaves it empty.
  if (line === "") return undefined;
  const number = Number(line.slice(0, DIGITS));
  return line === lineOf(number) ? number : Number.NaN;
}

export class CommitCounter {
  readonly #path: string;
  readonly #failed: (error: unknown) => void;
  #file: number | undefined;
  #hasFailed = false;

  /** `failed` is called for the first of successive failures: the next start then detects fewer lost commits. */
  constructor(path: string, failed: (error: unknown) => void = () => {}) {
    this.#path = counterPathOf(path);
    this.#failed = failed;
  }

  write(number: number): void {
    try {
      this.#file ??= openSync(this.#path, constants.O_RDWR | constants.O_CREAT, 0o600);
      writeSync(this.#file, lineOf(number), 0, "latin1");
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed) this.#failed(error);
      this.#hasFailed = true;
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

function lineOf(number: number): string {
  const digits = String(number).padStart(DIGITS, "0");
  return `${digits} ${hexDigits(crc32(digits), 8)}\n`;
}
