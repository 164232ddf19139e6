/** Images that earlier daemons left in a directory: a file each, and beside it a .json with its URL and version. */
import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Version } from "./download.ts";

export interface StoredImage extends Version {
  readonly url: string;
  readonly file: string;
  readonly bytes: number;
}

/** Names of the cache's files: the user's directory may have others. */
const NAME_SIZE = 40;
const IMAGE = new RegExp(`^[\\da-f]{${NAME_SIZE}}$`);
const IMAGE_TEXT = new RegExp(`^[\\da-f]{${NAME_SIZE}}\\.json$`);
const PART = /^[\da-f-]{36}\.part$/;

/** The name of a version of an image. Without a version, each download is another image. */
export function imageName({ url, etag, lastModified, bytes }: Omit<StoredImage, "file">): string {
  const version = etag ?? lastModified ?? randomUUID();
  return createHash("sha256").update(`${url}\n${version}\n${bytes}`).digest("hex").slice(0, NAME_SIZE);
}

export function textFileOf(image: string): string {
  return `${image}.json`;
}

/** A name for a file that is being downloaded. */
export function partName(): string {
  return `${randomUUID()}.part`;
}

export function storedText({ url, etag, lastModified, bytes }: StoredImage): string {
  return JSON.stringify({ url, etag, lastModified, bytes });
}

/** Removes an image, whose name is free at once. A file system takes seconds for gigabytes, and guests would wait for them. */
export function removeImage(file: string): void {
  const part = join(dirname(file), partName());
  rmSync(textFileOf(file), { force: true });
  try {
    renameSync(file, part);
  } catch {
    // The user has removed it.
    return;
  }
  // A part that cannot be removed is left to the next daemon.
  rm(part, { force: true }).catch(() => {});
}

/**
 * Reads the images of a directory. Removes what a crash has left: texts without a whole image, parts, and images without a text.
 * A part or an image that was written in the last `partMs` may belong to another daemon, which has not finished.
 */
export function readStored(directory: string, partMs: number): readonly StoredImage[] {
  const names = readdirSync(directory);
  const images: StoredImage[] = [];
  for (const name of names.filter((each) => IMAGE_TEXT.test(each))) {
    const path = join(directory, name);
    const image = storedIn(path);
    if (image) images.push(image);
    else rmSync(path, { force: true });
  }
  const whole = new Set(images.map(({ file }) => file));
  for (const name of names.filter((each) => PART.test(each) || IMAGE.test(each))) {
    const path = join(directory, name);
    // Undefined: that daemon has finished it meanwhile.
    const { mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (!whole.has(path) && mtimeMs !== undefined && Date.now() - mtimeMs > partMs) removeImage(path);
  }
  return images;
}

function storedIn(path: string): StoredImage | undefined {
  const file = path.replace(/\.json$/, "");
  try {
    const { url, etag, lastModified, bytes } = JSON.parse(readFileSync(path, "utf8"));
    if (typeof url !== "string" || statSync(file).size !== bytes) return undefined;
    return { url, file, bytes, etag: textOrNone(etag), lastModified: textOrNone(lastModified) };
  } catch {
    return undefined;
  }
}

function textOrNone(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
