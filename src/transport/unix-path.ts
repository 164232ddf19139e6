/** Checks before a Unix socket is made: whether a socket can be there, and whether one is there that somebody needs. */
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
 * Throws DoorError unless the path's directory is there and safe. Safe means: not everybody may remove our socket and
 * put another in its place, which world write permission without the sticky bit would allow. Group write permission is
 * no objection: with private groups, every directory that a user makes has it.
 */
export function checkDirectory(path: string, door: string): void {
  const directory = dirname(path);
  const stats = statDirectory(directory, door);
  if (!stats.isDirectory()) throw new DoorError(`${door}: ${directory} is not a directory; choose one that is`);
  if ((stats.mode & OTHERS_MAY_WRITE) !== 0 && (stats.mode & STICKY) === 0) {
    throw new DoorError(
      `${door}: everybody may replace files in ${directory}, so the socket would not be safe there; ` +
        `run chmod o-w ${directory} or choose another directory`,
    );
  }
}

/**
 * The stale socket at the path, for sameFile; undefined if there is nothing. Throws DoorError if somebody listens
 * there, if it cannot be proven that nobody does, or if it is no socket at all.
 */
export async function findStaleSocket(path: string, door: string): Promise<BigIntStats | undefined> {
  const stats = lstat(path);
  if (stats === undefined) return undefined;
  if (!stats.isSocket()) {
    throw new DoorError(
      `${door}: there is already something that is not a socket; move it away or choose another path`,
    );
  }
  const answer = await knock(path);
  if (answer === "connected") {
    throw new DoorError(`${door}: another program is listening there; stop it or choose another path`);
  }
  if (answer !== "ECONNREFUSED") {
    throw new DoorError(
      `${door}: there is already a socket, and whether somebody listens there cannot be told (${answer}); ` +
        "remove it if nobody does, or choose another path",
    );
  }
  return stats;
}

/** Whether the path still is what it was. */
export function isStill(path: string, was: BigIntStats | undefined): boolean {
  const now = lstat(path);
  return now?.ino === was?.ino && now?.dev === was?.dev;
}

/** The file itself, a symbolic link not followed; undefined if there is none. */
export function lstat(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}

/** A name in the same directory, so that rename() can put it in the path's place. */
export function temporaryName(path: string, suffix: string): string {
  return join(dirname(path), `.${suffix}`);
}

function statDirectory(directory: string, door: string) {
  try {
    return statSync(directory);
  } catch (error) {
    const reason = reasonOf(error);
    const what =
      reason === "ENOENT" ? "does not exist; make it first" : `cannot be looked at (${reason}); choose another`;
    throw new DoorError(`${door}: the directory ${directory} ${what}`, { cause: error });
  }
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
