/** The page's files, as the build wrote them to dist/page/. They are read once and kept, each with its compressed form. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

export interface PageFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** Opaque part of the entity tag (RFC 9110 §8.8.3). */
  readonly digest: string;
  /** Compresses the bytes at the first call, outside the event loop. */
  gzipped(): Promise<Buffer>;
}

/** Media types of the files that are served, by extension. The build's other files stay in the folder. */
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

const compress = promisify(gzip);

/** Returns a function that returns the files by name, and undefined while the page is not built. */
export function builtPage(folder: string): () => Promise<ReadonlyMap<string, PageFile> | undefined> {
  let files: Promise<ReadonlyMap<string, PageFile> | undefined> | undefined;
  return async () => {
    files ??= readFolder(folder);
    const read = await files;
    if (!read) files = undefined;
    return read;
  };
}

async function readFolder(folder: string): Promise<ReadonlyMap<string, PageFile> | undefined> {
  try {
    const names = (await readdir(folder)).filter((name) => extname(name) in TYPES);
    const read = await Promise.all(
      names.map(async (name) => [name, pageFile(name, await readFile(join(folder, name)))] as const),
    );
    return names.includes("index.html") ? new Map(read) : undefined;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function pageFile(name: string, bytes: Buffer): PageFile {
  let compressed: Promise<Buffer> | undefined;
  return {
    type: TYPES[extname(name)] ?? "",
    bytes,
    digest: createHash("sha256").update(bytes).digest("base64url").slice(0, 22),
    gzipped() {
      compressed ??= compress(bytes, { level: 9 });
      return compressed;
    },
  };
}
