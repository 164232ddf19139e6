/** Drives for virtual media of the machines whose configuration has any. Machines with one directory share its images. */
import { join } from "node:path";
import type { MachineConfig } from "../config/schema/schema.ts";
import type { Machine } from "../machine.ts";
import type { Drives } from "../media/drives.ts";
import type { ImageCache } from "../media/image-cache.ts";
import { shownUrl } from "../text/shown-url.ts";

export class MachineDrives {
  readonly #caches = new Map<string | undefined, ImageCache>();

  /** Loads the parts only if they are needed. */
  async of({ media, state }: MachineConfig, { peerLog, trace }: Machine): Promise<Drives | undefined> {
    const { drives: ids, directory, images, ...rules } = media;
    if (ids.length === 0) return undefined;
    const [{ Drives }, { ImageCache }, { isFileName, localImage, localMedium }] = await Promise.all([
      import("../media/drives.ts"),
      import("../media/image-cache.ts"),
      import("../media/local-image.ts"),
    ]);
    const isStored = state.directory !== undefined && state.durability !== "none";
    const place = directory ?? (isStored && state.directory ? join(state.directory, "media") : undefined);
    const cache = this.#caches.get(place) ?? new ImageCache(place);
    this.#caches.set(place, cache);
    return new Drives({
      ids,
      log: peerLog,
      fetch: (request) =>
        images !== undefined && isFileName(request.url)
          ? localImage(images, request.url)
          : cache.fetch(request, { hosts: undefined, ...rules }),
      find: (file) => cache.find(file) ?? (images === undefined ? undefined : localMedium(images, file)),
      changed(drive, url) {
        // The name of a local file is no URL.
        const image = url && (shownUrl(url) ?? url);
        trace.publish("media", { kind: "medium", drive, image });
        peerLog.write("info", { drive, image }, url === undefined ? "medium ejected" : "medium inserted");
      },
    });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#caches.values()].map((cache) => cache.close()));
  }
}
