/** Names and copies of damaged state files. Nothing is overwritten or deleted. */
import { copyFileSync, existsSync, renameSync } from "node:fs";

const LOG_SUFFIX = "-wal";

/** The file and SQLite's companion files, which belong together under any name. */
const SUFFIXES = ["", LOG_SUFFIX, "-shm", "-journal"];

/** Renames the files. Returns the new name; undefined if there is no file. */
export function setAside(path: string): string | undefined {
  const aside = nameAside(path);
  const found = SUFFIXES.filter((suffix) => existsSync(path + suffix));
  for (const suffix of found) renameSync(path + suffix, aside + suffix);
  return found.length > 0 ? aside : undefined;
}

/** Copies the log of changes, which SQLite deletes when it closes the file. Returns the copy's name without its suffix. */
export function copyLogAside(path: string): string {
  const aside = nameAside(path);
  if (existsSync(path + LOG_SUFFIX)) copyFileSync(path + LOG_SUFFIX, aside + LOG_SUFFIX);
  return aside;
}

/** A name that no other damaged file has. */
function nameAside(path: string): string {
  const aside = `${path}.damaged-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "")}`;
  const isFree = (name: string) => SUFFIXES.every((suffix) => !existsSync(name + suffix));
  for (let number = 2, name = aside; ; name = `${aside}-${number++}`) if (isFree(name)) return name;
}
