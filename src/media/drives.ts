/** The drives of one machine for virtual media: what each holds, through restarts of QEMU. */
import { type DriveKind, type HeldFile, HostError, type MediaMeans } from "../host/host-means.ts";
import type { ImageRequest } from "./download.ts";
import type { Fetch, HeldImage } from "./image-cache.ts";
import { ImageError } from "./image-error.ts";

export interface Medium {
  readonly url: string;
  readonly image: HeldImage;
}

/** An image that is being downloaded for a drive. */
export interface ComingMedium {
  readonly url: string;
  /** Undefined while the server has not told the image's size. */
  percent(): number | undefined;
}

/** An insertion that failed. */
export interface MissedMedium {
  readonly url: string;
  readonly reason: string;
}

/** Why nothing can be inserted or ejected without `Drives.means`. */
export const NO_MEANS =
  "virtual media need QEMU's QMP socket (qmp), a libvirt domain (power.libvirt), or extern-bmc run";

/** An insertion under way. */
export interface Insertion {
  /** Rejects with ImageError when the image cannot be fetched, with HostError when the machine does not take it. */
  readonly done: Promise<void>;
  percent(): number | undefined;
}

export interface DrivesDeps {
  /** QEMU's IDs of the drives, or their targets in libvirt. */
  readonly ids: readonly string[];
  /** @throws ImageError when an image must not be fetched */
  fetch(request: ImageRequest): Fetch;
  /** Holds an image by its file, if an earlier daemon has downloaded it. */
  find(file: string): Medium | undefined;
  readonly log: { write(level: "warn", fields: object, message: string): void };
  /** Called when a drive holds another image; undefined: when it is empty. */
  changed(drive: string, image: string | undefined): void;
}

export class Drives {
  /** The means that reaches the machine's drives; undefined: nothing does. */
  means: MediaMeans | undefined;
  readonly #deps: DrivesDeps;
  readonly #media = new Map<string, Medium>();
  readonly #kinds = new Map<string, DriveKind>();
  readonly #foreign = new Map<string, HeldFile>();
  readonly #fetches = new Map<string, { readonly url: string; readonly fetch: Fetch; readonly done: Promise<void> }>();
  readonly #missed = new Map<string, MissedMedium>();
  /** Changes are made one after another. */
  #changed: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(deps: DrivesDeps) {
    this.#deps = deps;
  }

  get ids(): readonly string[] {
    return this.#deps.ids;
  }

  /** The kind of a drive, as the last QEMU had it; a CD drive before one has connected. */
  kindOf(id: string): DriveKind {
    return this.#kinds.get(id) ?? "cd";
  }

  mediumIn(id: string): Medium | undefined {
    return this.#media.get(id);
  }

  /** A medium that the machine has in a drive without a client of ours; undefined also while that cannot be known. */
  foreignIn(id: string): HeldFile | undefined {
    return this.means?.connected ? this.#foreign.get(id) : undefined;
  }

  comingInto(id: string): ComingMedium | undefined {
    const { url, fetch } = this.#fetches.get(id) ?? {};
    return url === undefined || !fetch ? undefined : { url, percent: fetch.percent };
  }

  /** The insertion into a drive that has failed, until another begins or the drive is emptied. */
  missedIn(id: string): MissedMedium | undefined {
    return this.#missed.get(id);
  }

  /** Whether a drive holds a medium. */
  get isLoaded(): boolean {
    return this.#media.size > 0;
  }

  /** Resolves when the insertions under way are over, and rejects when one fails; undefined: none is under way. */
  get underWay(): Promise<void> | undefined {
    if (this.#fetches.size === 0) return undefined;
    return Promise.all([...this.#fetches.values()].map(({ done }) => done)).then(() => undefined);
  }

  /** Fetches an image and puts it in place of the drive's medium. @throws ImageError when it must not be fetched */
  insert(id: string, request: ImageRequest): Insertion {
    if (this.#fetches.has(id))
      throw new ImageError("busy", `an image for ${id} is being downloaded; eject it, or wait`);
    const { url } = request;
    const fetch = this.#deps.fetch(request);
    this.#missed.delete(id);
    const done = this.#take(id, url, fetch)
      .catch((error: Error) => this.#miss(id, url, error))
      .finally(() => this.#isWanted(id, fetch) && this.#fetches.delete(id));
    this.#fetches.set(id, { url, fetch, done });
    done.catch(() => {});
    return { done, percent: fetch.percent };
  }

  /** Empties a drive, and stops its download. @throws HostError */
  eject(id: string): Promise<void> {
    this.#fetches.get(id)?.fetch.cancel();
    this.#fetches.delete(id);
    this.#missed.delete(id);
    return this.#change(async () => {
      await this.#act((means) => means.eject(id));
      this.#media.get(id)?.image.release();
      const wasLoaded = this.#foreign.delete(id);
      if (this.#media.delete(id) || wasLoaded) this.#deps.changed(id, undefined);
    });
  }

  /** Learns what another QEMU has in its drives, and puts the media into them that they lack. The log says what fails. */
  newQemu(): Promise<void> {
    return this.#change(async () => {
      this.#foreign.clear();
      const found = await this.#act((means) => means.found(this.ids)).catch((error: Error) => {
        this.#warn(undefined, "media in the drives not known", error);
      });
      for (const id of this.ids) {
        const drive = found?.get(id);
        if (drive) this.#kinds.set(id, drive.kind);
        const there = drive?.held;
        const own = this.#media.get(id);
        if (own && own.image.file !== there?.file) await this.#reinsert(id, own);
        if (!own && there) this.#adopt(id, there);
      }
    });
  }

  close(): void {
    this.#isClosed = true;
    this.means = undefined;
    for (const { fetch } of this.#fetches.values()) fetch.cancel();
    for (const { image } of this.#media.values()) image.release();
    this.#media.clear();
  }

  async #take(id: string, url: string, fetch: Fetch): Promise<void> {
    const image = await fetch.image;
    if (!this.#isWanted(id, fetch)) {
      image.release();
      throw new ImageError("cancelled", "the drive was emptied before the image was in it");
    }
    await this.#change(async () => {
      try {
        await this.#act((means) => means.insert(id, image.file));
      } catch (error) {
        image.release();
        throw error;
      }
      if (this.#isClosed) return image.release();
      this.#media.get(id)?.image.release();
      this.#media.set(id, { url, image });
      this.#foreign.delete(id);
      this.#deps.changed(id, url);
    });
  }

  /** Whether no ejection came: it may come when the image is here already, and nothing is left to cancel. */
  #isWanted(id: string, fetch: Fetch): boolean {
    return this.#fetches.get(id)?.fetch === fetch;
  }

  async #reinsert(id: string, { image }: Medium): Promise<void> {
    const fail = (error: Error) => this.#warn(id, "medium not inserted again", error);
    await this.#act((means) => means.insert(id, image.file)).catch(fail);
  }

  /** Takes a medium that an earlier daemon has inserted as its own. Others are only shown. */
  #adopt(id: string, held: HeldFile): void {
    if (this.#isClosed) return;
    const medium = this.#deps.find(held.file);
    if (medium) this.#media.set(id, medium);
    else this.#foreign.set(id, held);
  }

  /** A machine that is off gets its media when it starts; resolves with undefined then. */
  async #act<Result>(act: (means: MediaMeans) => Promise<Result>): Promise<Result | undefined> {
    const { means } = this;
    if (!means?.connected) return undefined;
    try {
      return await act(means);
    } catch (error) {
      if (means.connected) throw error instanceof HostError ? error : new HostError(String(error));
      return undefined;
    }
  }

  #miss(id: string, url: string, error: Error): never {
    this.#warn(id, "medium not inserted", error);
    const isFailure = !(error instanceof ImageError && error.problem === "cancelled");
    if (isFailure) this.#missed.set(id, { url, reason: error.message });
    throw error;
  }

  #warn(drive: string | undefined, message: string, { message: reason }: Error): void {
    this.#deps.log.write("warn", { drive, reason }, message);
  }

  #change(work: () => Promise<void>): Promise<void> {
    const done = this.#changed.then(work);
    this.#changed = done.catch(() => {});
    return done;
  }
}
