/**
 * Where control sockets are. Each daemon has one of its own, in a directory that is its user's alone: the kernel lets
 * nobody else in, and both ends check that it is so before they use it.
 */
import { lstatSync, mkdirSync, readdirSync, type Stats } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { DoorError, reasonOf } from "../transport/door-error.ts";

const OTHERS_WRITE = 0o022;
const OWNER_ONLY = 0o700;
const SUFFIX = ".sock";
const ROOT = 0;

/** Directories of sockets that nobody named: the first is where a daemon makes its own. */
export function usualDirectories(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const ofSession = env["XDG_RUNTIME_DIR"];
  const temporary = join(tmpdir(), `extern-bmc-${userId()}`);
  return ofSession ? [join(ofSession, "extern-bmc"), temporary] : [temporary];
}

/** A name that says which daemon it is, and that no other has who sees the same processes. */
export function usualName(machine: string): string {
  return `${machine}-${process.pid}${SUFFIX}`;
}

/**
 * Makes the directory of a socket, or checks that it is fit: this user's own, and nobody else may change it.
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
  if (!stats?.isDirectory()) return `${directory} is no directory`;
  if (stats.uid !== userId()) return `the directory ${directory} is another user's`;
  if ((stats.mode & OTHERS_WRITE) !== 0) return `others may write to the directory ${directory}`;
  return undefined;
}

/** The sockets in the usual directories, as far as these are fit for one. */
export function usualSockets(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  return usualDirectories(env).flatMap((directory) => {
    if (directoryProblem(directory)) return [];
    const names = readdirSync(directory).filter((name) => name.endsWith(SUFFIX) && !name.startsWith("."));
    return names.sort().map((name) => join(directory, name));
  });
}

/** Why a client should not use a socket; undefined when it may. Root may use everybody's. */
export function distrust(socket: string): string | undefined {
  const stats = statOf(socket);
  if (!stats) return undefined;
  if (!stats.isSocket()) return `${socket} is no socket`;
  if (stats.uid !== userId() && userId() !== ROOT)
    return `${socket} is another user's; the daemon's own user may use it`;
  return undefined;
}

/** The path as `--socket` or a configuration has it, made absolute. */
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

/** 0 where there are no users. */
function userId(): number {
  return process.geteuid?.() ?? ROOT;
}
