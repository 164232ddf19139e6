/**
 * Paths of control sockets. Each daemon has its own socket in a directory that only its user may enter; both ends check
 * this before they use it.
 */
import { lstatSync, mkdirSync, readdirSync, type Stats } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { DoorError, reasonOf } from "../transport/door-error.ts";

const OTHERS_WRITE = 0o022;
const OWNER_ONLY = 0o700;
const SUFFIX = ".sock";
const ROOT = 0;

/** Directories of sockets with default names. A daemon makes its own in the first. */
export function usualDirectories(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const ofSession = env["XDG_RUNTIME_DIR"];
  const temporary = join(tmpdir(), `extern-bmc-${userId()}`);
  return ofSession ? [join(ofSession, "extern-bmc"), temporary] : [temporary];
}

/** Returns a file name that identifies the daemon, unique among the processes of this PID namespace. */
export function usualName(machine: string): string {
  return `${machine}-${process.pid}${SUFFIX}`;
}

/**
 * Makes the directory of a socket, or checks that it belongs to this user and no other user may write to it.
 * @throws DoorError
 */
export function prepareDirectory(socket: string, name: string): void {
  const directory = dirname(socket);
  try {
    mkdirSync(directory, { mode: OWNER_ONLY });
  } catch (error) {
    if (reasonOf(error) !== "EEXIST") {
      throw new DoorError(
        `${name}: the directory ${directory} cannot be made (${reasonOf(error)}); choose another path`,
      );
    }
  }
  const problem = directoryProblem(directory);
  if (problem)
    throw new DoorError(
      `${name}: ${problem}; choose another path, such as ${join(directory, "control")}${socket.slice(directory.length)}`,
    );
}

function directoryProblem(directory: string): string | undefined {
  const stats = statOf(directory);
  if (!stats?.isDirectory()) return `${directory} is not a directory`;
  if (stats.uid !== userId()) return `the directory ${directory} is another user's`;
  if ((stats.mode & OTHERS_WRITE) !== 0) return `others may write to the directory ${directory}`;
  return undefined;
}

/** Returns the sockets in those default directories that pass the check. */
export function usualSockets(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  return usualDirectories(env).flatMap((directory) => {
    if (directoryProblem(directory)) return [];
    const names = readdirSync(directory).filter((name) => name.endsWith(SUFFIX) && !name.startsWith("."));
    return names.sort().map((name) => join(directory, name));
  });
}

/** Returns the reason not to use a socket; undefined: it is safe. Root may use any user's. */
export function distrust(socket: string): string | undefined {
  const stats = statOf(socket);
  if (!stats) return undefined;
  if (!stats.isSocket()) return `${socket} is not a socket`;
  if (stats.uid !== userId() && userId() !== ROOT)
    return `${socket} is another user's; the daemon's own user may use it`;
  return undefined;
}

/** Makes the path of `--socket` or a configuration absolute. */
export function absolute(socket: string): string {
  return resolve(socket);
}

function statOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Returns 0 on systems without users. */
function userId(): number {
  return process.geteuid?.() ?? ROOT;
}
