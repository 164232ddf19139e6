/**
 * Downloaded images in a directory, which the drives of many machines share. A file has the name of its URL and version, so
 * that an image that changes on its server is another file, and drives keep the one that they hold.
 */
import { mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { makeDirectory } from "../os/make-directory.ts";
import { DiskSpace } from "./disk-space.ts";
import { DOWNLOAD_LIMITS, type DownloadLimits, download, type ImageRequest, type ImageRules } from "./download.ts";
import { ImageError } from "./image-error.ts";
import { sourceOf } from "./image-source.ts";
import { KEPT_IMAGES, MAX_DOWNLOADS } from "./limits.ts";
import {
  imageName,
  partName,
  readStored,
  removeImage,
  type StoredImage,
  storedText,
  textFileOf,
} from "./stored-images.ts";

/** An image that a drive holds until it releases it. */
export interface HeldImage {
  readonly file: string;
  release(): void;
}

/** A download under way. */
export interface Fetch {
  readonly image: Promise<HeldImage>;
  /** Undefined while the server has not told the image's size. */
  percent(): number | undefined;
  cancel(): void;
}

interface Kept extends StoredImage {
  holders: number;
}

/** One download for all clients that want the same image. */
interface Shared {
  readonly controller: AbortController;
  readonly image: Promise<Kept>;
  wanted: number;
  percent: number | undefined;
}

export class ImageCache {
  readonly #limits: DownloadLimits;
  readonly #space = new DiskSpace();
  readonly #given: string | undefined;
  #directory: string | undefined;
  /** The image that was released first comes first. */
  #kept: Kept[] = [];
  readonly #downloads = new Map<string, Shared>();

  /** `directory`: made at the first download; undefined: a temporary one, which `close` removes. */
  constructor(directory: string | undefined, limits: DownloadLimits = DOWNLOAD_LIMITS) {
    this.#given = directory;
    this.#limits = limits;
  }

  /** @throws ImageError at once when the rules do not allow the address, or too many downloads are under way */
  fetch(request: ImageRequest, rules: ImageRules): Fetch {
    sourceOf(request.url, rules);
    const key = JSON.stringify([request, rules]);
    const shared = this.#downloads.get(key) ?? this.#begin(key, request, rules);
    shared.wanted++;
    let isOver = false;
    const leave = () => {
      if (!isOver && --shared.wanted === 0) this.#end(key, shared);
      isOver = true;
    };
    const cancelled = Promise.withResolvers<never>();
    const image = Promise.race([shared.image, cancelled.promise]).then((kept) => this.#hold(kept));
    void image.finally(leave).catch(() => {});
    return {
      image,
      percent: () => shared.percent,
      cancel() {
        cancelled.reject(new ImageError("cancelled", "the download was cancelled"));
        leave();
      },
    };
  }

  /** Holds an image that an earlier daemon has put into a drive. Returns undefined for a file that is not of this directory. */
  find(file: string): { readonly url: string; readonly image: HeldImage } | undefined {
    if (this.#given === undefined || dirname(file) !== resolve(this.#given)) return undefined;
    try {
      this.#open();
    } catch {
      return undefined;
    }
    const kept = this.#kept.find((each) => each.file === file);
    return kept && { url: kept.url, image: this.#hold(kept) };
  }

  /** Resolves when a temporary directory is gone. A file system takes seconds for gigabytes, and guests would wait for them. */
  async close(): Promise<void> {
    const downloads = [...this.#downloads.values()];
    for (const { controller } of downloads) controller.abort();
    if (this.#given !== undefined || this.#directory === undefined) return;
    // Each removes its part first.
    await Promise.allSettled(downloads.map(({ image }) => image));
    await rm(this.#directory, { recursive: true, force: true });
  }

  #begin(key: string, request: ImageRequest, rules: ImageRules): Shared {
    if (this.#downloads.size >= MAX_DOWNLOADS) {
      throw new ImageError("busy", `${MAX_DOWNLOADS} downloads are under way, the most at once; try again later`);
    }
    const controller = new AbortController();
    const image = this.#download(request, rules, controller.signal, (percent) => {
      shared.percent = percent;
    });
    const shared: Shared = { controller, image, wanted: 0, percent: undefined };
    this.#downloads.set(key, shared);
    void image.finally(() => this.#end(key, shared)).catch(() => {});
    return shared;
  }

  /** Ends a download that is over, or that no client wants any more: the next client begins another. */
  #end(key: string, shared: Shared): void {
    shared.controller.abort();
    if (this.#downloads.get(key) === shared) this.#downloads.delete(key);
  }

  async #download(
    request: ImageRequest,
    rules: ImageRules,
    signal: AbortSignal,
    progress: (percent: number | undefined) => void,
  ): Promise<Kept> {
    const directory = this.#open();
    // A larger image, which another machine may have, is not for this one, even if it is unchanged.
    const known = this.#kept.findLast(({ url, bytes }) => url === request.url && bytes <= rules.maxBytes);
    if (known) known.holders++;
    const part = join(directory, partName());
    try {
      const got = await download(part, {
        space: this.#space,
        ...{ request, rules, limits: this.#limits, known, signal },
        progress: (received, total) => progress(total && Math.floor((100 * received) / total)),
      });
      if (!got && known) return known;
      if (!got) throw new ImageError("unreachable", "the server says that the image is unchanged; it is not here");
      return this.#store(part, { url: request.url, ...got });
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    } finally {
      if (known) this.#release(known);
    }
  }

  /** Keeps a finished download, at once: a release in between could remove the file. */
  #store(part: string, image: Omit<StoredImage, "file">): Kept {
    const file = join(this.#open(), imageName(image));
    renameSync(part, file);
    const present = this.#kept.find((kept) => kept.file === file);
    const kept: Kept = present ?? { ...image, file, holders: 0 };
    // Last, so that it does not go before its first holder comes.
    this.#kept = [...this.#kept.filter((each) => each !== present), kept];
    if (!present) writeFileSync(textFileOf(file), storedText(kept));
    return kept;
  }

  #hold(kept: Kept): HeldImage {
    kept.holders++;
    let isHeld = true;
    return {
      file: kept.file,
      release: () => {
        if (isHeld) this.#release(kept);
        isHeld = false;
      },
    };
  }

  #release(kept: Kept): void {
    kept.holders--;
    this.#kept = [...this.#kept.filter((each) => each !== kept), kept];
    const free = this.#kept.filter(({ holders }) => holders === 0);
    const dropped = free.slice(0, Math.max(0, free.length - KEPT_IMAGES));
    this.#kept = this.#kept.filter((each) => !dropped.includes(each));
    for (const { file } of dropped) removeImage(file);
  }

  /** Returns the directory, with the images of earlier daemons in it. */
  #open(): string {
    if (this.#directory !== undefined) return this.#directory;
    if (this.#given === undefined) {
      this.#directory = mkdtempSync(join(tmpdir(), "extern-bmc-media-"));
      return this.#directory;
    }
    const directory = resolve(this.#given);
    makeDirectory(directory);
    this.#kept = readStored(directory, 2 * this.#limits.idleMs).map((stored) => ({ ...stored, holders: 0 }));
    this.#directory = directory;
    return directory;
  }
}
