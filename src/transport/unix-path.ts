/** Checks before a Unix socket is created: whether the path can have one, and whether a program uses the one there. */
import { type BigIntStats, lstatSync, statSync } from "node:fs";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { DoorError, reasonOf } from "./door-error.ts";

/** sun_path in sockaddr_un, without its NUL: unix(7). macOS and the BSDs have four bytes less. */
export const UNIX_PATH_LIMIT_BYTES = process.platform === "linux" ? 107 : 103;

const OTHERS_MAY_WRITE = 0o002;
const STICKY = 0o1000;

/** Throws DoorError if the path is too long for a socket. */
export function checkPathLength(path: string, door: string): void {
  const length = Buffer.byteLength(path);
  if (length <= UNIX_PATH_LIMIT_BYTES) return;
  throw new DoorError(
    `${door}: the path has ${length} bytes, and a Unix socket's can have ${UNIX_PATH_LIMIT_BYTES}; choose a shorter one`,
  );
}

/**
 * Throws DoorError unless the path's directory exists and is safe. In a directory with world write permission and no
 * sticky bit, any user could replace the daemon's socket. Group write permission is accepted: with private groups,
 * every directory that a user creates has it.
 */
export function checkDirectory(path: string, door: string): void {
  const directory = dirname(path);
  const stats = statDirectory(directory, door);
  if (!stats.isDirectory()) throw new DoorError(`${door}: ${directory} is not a directory; choose one that is`);
  if ((stats.mode & OTHERS_MAY_WRITE) !== 0 && (stats.mode & STICKY) === 0) {
    throw new DoorError(
      `${door}: every user may replace files in ${directory}, so the socket would not be safe there; ` +
        `run chmod o-w ${directory} or choose another directory`,
    );
  }
}

/**
 * Returns the stale socket at the path; undefined if the path is free. Throws DoorError if a program listens there, if
 * that cannot be ruled out, or if the file is not a socket.
 */
export async function findStaleSocket(path: string, door: string): Promise<BigIntStats | undefined> {
  const stats = statSocket(path, door);
  if (stats === undefined) return undefined;
  if (!stats.isSocket()) {
    throw new DoorError(`${door}: a file that is not a socket is already there; move it away or choose another path`);
  }
  const answer = await knock(path);
  if (answer === "connected") {
    throw new DoorError(`${door}: another program is listening there; stop it or choose another path`, {
      isTaken: true,
    });
  }
  if (answer !== "ECONNREFUSED") {
    throw new DoorError(
      `${door}: a socket is already there, and the daemon cannot tell whether a program listens on it (${answer}); ` +
        "remove it if none does, or choose another path",
    );
  }
  return stats;
}

/** Numbers that no other file has while this one exists. */
export type FileIdentity = Pick<BigIntStats, "dev" | "ino">;

/** Whether the path still names the same file. */
export function isStill(path: string, was: FileIdentity | undefined): boolean {
  const now = lstat(path);
  return now?.ino === was?.ino && now?.dev === was?.dev;
}

/** Returns the file's status without following a symbolic link; undefined if it does not exist. */
export function lstat(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

/** Returns a name in the same directory, so that rename() can replace the path. */
export function temporaryName(path: string, suffix: string): string {
  return join(dirname(path), `.${suffix}`);
}

function statDirectory(directory: string, door: string) {
  try {
    return statSync(directory);
  } catch (error) {
    throw directoryFailure(directory, door, error);
  }
}

function statSocket(path: string, door: string): BigIntStats | undefined {
  try {
    return lstat(path);
  } catch (error) {
    throw directoryFailure(dirname(path), door, error);
  }
}

/** Reasons why a directory cannot be used, with what to do, by errno name. */
const DIRECTORY_ADVICE: Readonly<Record<string, string>> = {
  ENOENT: "does not exist; make it first",
  EACCES: "may not be entered by this user (EACCES); choose another, or run the daemon as a user who may",
};

function directoryFailure(directory: string, door: string, error: unknown): DoorError {
  const reason = reasonOf(error);
  const what = DIRECTORY_ADVICE[reason] ?? `cannot be read (${reason}); choose another`;
  return new DoorError(`${door}: the directory ${directory} ${what}`, { cause: error });
}

function knock(path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve("connected");
    });
    socket.once("error", (error) => resolve(reasonOf(error)));
  });
}
