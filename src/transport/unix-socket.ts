/**
 * A listening Unix socket. It has mode 0600 and appears under its name when it accepts, never before: it is bound under
 * a temporary name and renamed, which also replaces a stale one with no moment in between.
 */

import { once } from "node:events";
import { type BigIntStats, renameSync, rmSync } from "node:fs";
import { hex } from "../text/hex.ts";
import { DoorError, reasonOf } from "./door-error.ts";
import type { Listener } from "./node-ipc-listener.ts";
import { checkPathLength, findStaleSocket, isStill, lstat, temporaryName } from "./unix-path.ts";

/** Leaves read and write to the owner, of what a socket is made with (0777). */
const OWNER_ONLY_UMASK = 0o177;

/** What to do about a socket that cannot be made, by errno name. */
const ADVICE: Readonly<Record<string, string>> = {
  EACCES: "this user may not make files in the directory; choose another",
  EPERM: "the socket that was left there is another user's; remove it as that user or choose another path",
  EROFS: "the file system is read-only; choose another directory",
};

export interface UnixSocket {
  readonly listener: Listener;
  /** Removes the socket, if it still is the one that was made, and stops the listener. */
  close(): Promise<void>;
}

/**
 * Makes the socket at an absolute path in a directory that was found safe.
 * @param name what messages call it
 * @param start begins to listen at the path it is given
 * @throws DoorError
 */
export async function openUnixSocket(
  path: string,
  name: string,
  start: (path: string) => Listener,
): Promise<UnixSocket> {
  const temporary = temporaryName(path, hex(crypto.getRandomValues(new Uint8Array(3))));
  checkPathLength(path, name);
  checkPathLength(temporary, name);
  const stale = await findStaleSocket(path, name);

  // No await from here to the rename: nothing of ours runs under the umask, and little time passes for others.
  const listener = bindOwnerOnly(temporary, start);
  const listening = once(listener.server, "listening");
  let ours: BigIntStats | undefined;
  try {
    if (listener.server.listening) ours = publish(temporary, path, stale, name);
    await listening;
  } catch (error) {
    await listener.stop();
    if (error instanceof DoorError) throw error;
    const reason = reasonOf(error);
    throw new DoorError(`${name}: ${ADVICE[reason] ?? `the socket cannot be made (${reason})`}`, { cause: error });
  }

  return {
    listener,
    async close() {
      // Before the listener ends, for while it lives the file system cannot give its inode number to another file.
      if (isStill(path, ours)) rmSync(path, { force: true });
      await listener.stop();
    },
  };
}

/** Node binds a path before listen() returns, so the umask can be put back at once. */
function bindOwnerOnly(path: string, start: (path: string) => Listener): Listener {
  const previous = process.umask(OWNER_ONLY_UMASK);
  try {
    return start(path);
  } finally {
    process.umask(previous);
  }
}

/** Gives the bound socket its name, unless another program was faster. Returns what the file is then. */
function publish(temporary: string, path: string, stale: BigIntStats | undefined, name: string) {
  if (!isStill(path, stale)) {
    throw new DoorError(`${name}: another program has just made something there; stop it or choose another path`);
  }
  renameSync(temporary, path);
  return lstat(path);
}
