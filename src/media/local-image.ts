/** Images of a directory on this host, which clients insert by the names of their files. */
import { realpathSync } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Medium } from "./drives.ts";
import type { Fetch, HeldImage } from "./image-cache.ts";
import { ImageError } from "./image-error.ts";

/** No path, no address, no hidden file. */
const NAME = /^\w[\w.+~-]{0,254}$/;

export function isFileName(text: string): boolean {
  return NAME.test(text);
}

/** A fetch that is over at once. It fails unless the name is one of a file in the directory itself, where links lead too. */
export function localImage(directory: string, name: string): Fetch {
  return { image: find(directory, name), percent: () => undefined, cancel() {} };
}

/** The medium of a file that is in the directory. */
export function localMedium(directory: string, file: string): Medium | undefined {
  try {
    return dirname(file) === realpathSync(directory) ? { url: basename(file), image: held(file) } : undefined;
  } catch {
    return undefined;
  }
}

async function find(directory: string, name: string): Promise<HeldImage> {
  const file = await realpath(join(directory, name)).catch(() => undefined);
  const isInside = file !== undefined && dirname(file) === (await realpath(directory));
  if (isInside && (await stat(file)).isFile()) return held(file);
  throw new ImageError("address", `media.images has no file ${name}; expected the name of one that is in it`);
}

function held(file: string): HeldImage {
  return { file, release() {} };
}
