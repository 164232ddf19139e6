/**
 * A listening Unix socket. It has mode 0600 and appears under its name only once it accepts connections: it is bound
 * under a temporary name and then renamed, which also replaces a stale socket atomically.
 */

import { once } from "node:events";
import { renameSync, rmSync } from "node:fs";
import { hex } from "../text/hex.ts";
import { DoorError, reasonOf } from "./door-error.ts";
import type { Listener } from "./node-ipc-listener.ts";
import { checkPathLength, type FileIdentity, findStaleSocket, isStill, lstat, temporaryName } from "./unix-path.ts";

/** Umask that leaves read and write permission to the owner. A socket is created with mode 0777. */
const OWNER_ONLY_UMASK = 0o177;

/** Advice for a socket that cannot be created, by errno name. */
const ADVICE: Readonly<Record<string, string>> = {
  EACCES: "this user may not make files in the directory; choose another",
  EPERM: "the socket that was left there is another user's; remove it as that user or choose another path",
  EROFS: "the file system is read-only; choose another directory",
};

export interface UnixSocket {
  readonly listener: Listener;
  /** Removes the socket file, if it is still the same one, and stops the listener. */
  close(): Promise<void>;
}

/**
 * Creates the socket at an absolute path in a directory that passed the checks.
 * @param name name of the socket in messages
 * @param start starts to listen at the given path
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

  // No await from here to the rename: no other code of the daemon runs under the umask, and the race is short.
  const listener = bindOwnerOnly(temporary, start);
  const listening = once(listener.server, "listening");
  let ours: FileIdentity | undefined;
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
      // Before the listener ends: while it is open, the file system cannot reuse its inode number.
      if (isStill(path, ours)) rmSync(path, { force: true });
      await listener.stop();
    },
  };
}

/** Binds under the umask. Node binds a path before listen() returns, so the umask can be restored at once. */
function bindOwnerOnly(path: string, start: (path: string) => Listener): Listener {
  const previous = process.umask(OWNER_ONLY_UMASK);
  try {
    return start(path);
  } finally {
    process.umask(previous);
  }
}

/** Renames the bound socket to its path, unless another program was faster. Returns the file's identity. */
function publish(temporary: string, path: string, stale: FileIdentity | undefined, name: string) {
  if (!isStill(path, stale)) {
    throw new DoorError(`${name}: another program has just created a file there; stop it or choose another path`, {
      isTaken: true,
    });
  }
  renameSync(temporary, path);
  const stats = lstat(path);
  return stats && { dev: stats.dev, ino: stats.ino };
}
