/** Opens the rows of a state file after a check for lost commits: each loss is reported once, and a copy is kept. */
import { copyFileSync, statSync } from "node:fs";
import type { Logger } from "pino";
import { copyLogAside, setAside } from "./aside.ts";
import { CommitCounter, counterPathOf, readCommitCounter } from "./commit-counter.ts";
import { LostCommitsError, StateError } from "./errors.ts";
import { lossOfCommits, lossOfFile, uncounted } from "./lost-commits.ts";
import { commitNumberOf, Rows } from "./rows.ts";
import { type Durability, openStateFile } from "./state-file.ts";
import { cutLog } from "./write-ahead-log.ts";

export interface OpenedRows {
  readonly rows: Rows;
  close(): void;
}

/** Where losses and doubts are reported. */
export interface LossLog {
  error(message: string, aside: string | undefined): void;
  warn(message: string, error?: unknown): void;
}

export function lossLog(log: Logger): LossLog {
  return {
    error: (message, aside) => log.error({ aside }, message),
    warn: (message, err) => log.warn({ err }, message),
  };
}

/** @throws StateError or DamagedError after closing the file */
export function openRows(path: string, durability: Durability, log: LossLog): OpenedRows {
  const loss = lossOfFile(path, readCommitCounter(path));
  if (loss !== undefined) {
    const aside = setAside(path);
    const left = aside === undefined ? "" : `what is left is ${aside}, and `;
    log.error(`${path} has lost ${loss}; ${left}the machine starts as configured`, aside);
    return numberedOn(openUnchecked(path, durability, log));
  }
  try {
    return opened(path, durability, log, (number) => check(path, number, log));
  } catch (error) {
    if (!(error instanceof LostCommitsError)) throw error;
    const { aside, message } = error;
    copyFileSync(path, aside);
    log.error(`${path} has lost ${message}; a copy is ${aside}, and the machine goes on with the rest`, aside);
    return numberedOn(openUnchecked(path, durability, log));
  }
}

/** Opens a file whose losses are known. */
export function openUnchecked(path: string, durability: Durability, log: LossLog): OpenedRows {
  return opened(path, durability, log, () => {});
}

function opened(path: string, durability: Durability, log: LossLog, inspect: (number: number) => void): OpenedRows {
  const counted = readCommitCounter(path) || 0;
  let number = 0;
  const db = openStateFile(path, durability, (each) => {
    number = commitNumberOf(each);
    inspect(number);
  });
  const counter = new CommitCounter(path, (err) =>
    log.warn(`${counterPathOf(path)} cannot be written: the next start may miss lost commits`, err),
  );
  const close = () => {
    counter.close();
    db.close();
  };
  try {
    // After a loss no number comes twice: a later return of the old file is a loss too.
    const commits = { number: Math.max(number, counted), counter };
    return {
      rows: new Rows(db, { checkPlace: placeCheck(path), cutLog: (frames) => cutLog(path, frames), commits }),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Commits, so that a reported loss is not reported again. */
function numberedOn(opened: OpenedRows): OpenedRows {
  try {
    opened.rows.transaction(() => {});
  } catch {
    // The next start reports it again.
  }
  return opened;
}

/** @throws LostCommitsError */
function check(path: string, number: number, log: LossLog): void {
  const counted = readCommitCounter(path);
  const loss = lossOfCommits(path, counted, number);
  if (loss !== undefined) throw new LostCommitsError(loss, copyLogAside(path));
  const doubt = uncounted(path, counted, number);
  if (doubt !== undefined) log.warn(doubt);
}

/** Returns a function that throws if another file, or none, has the name that `path` has now. */
function placeCheck(path: string): () => void {
  const { ino, dev } = statSync(path);
  return () => {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there?.ino === ino && there.dev === dev) return;
    throw new StateError(
      `${path} was ${there ? "replaced" : "removed"} while in use; put it back, or restart the daemon`,
    );
  };
}
