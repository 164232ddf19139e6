/**
 * The device that a domain of libvirt boots from. QEMU gets its boot order when libvirt starts it: the order in the domain's
 * XML is changed before a start, and back after it. A reset that is for another device is therefore a new start.
 */
import { isDeepStrictEqual } from "node:util";
import type { BootDevice } from "../bmc/chassis/boot-device.ts";
import { type BootOrder, bootDevicesIn, bootOrderOf, withBootDevice, withBootOrder } from "./domain-boot-order.ts";
import type { BootMeans } from "./host-means.ts";
import { LatestChange } from "./latest-change.ts";

export interface DomainBootDeps {
  /** Reads the XML of the domain's next start. */
  read(): Promise<string>;
  /** Reads it when other domains have been read: a daemon that starts asks about all of its machines. */
  readInTurn(): Promise<string>;
  write(xml: string): Promise<void>;
  /** Called when the order could not be changed. */
  failed(error: Error): void;
}

export class DomainBoot implements BootMeans {
  readonly #deps: DomainBootDeps;
  /** The domain's own order while another is defined, and that one. */
  #changed: { readonly own: BootOrder; readonly ours: BootOrder } | undefined;
  #lasting: BootDevice | undefined;
  #forNext: BootDevice | undefined;
  /** The device of the last start of ours. */
  #running: BootDevice | undefined;
  #devices: ReadonlySet<BootDevice> | undefined;
  readonly #keeping = new LatestChange<BootDevice | undefined>(() => this.#alone(() => this.#set(this.#lasting)));
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: DomainBootDeps) {
    this.#deps = deps;
  }

  /** Devices of the domain when its XML was last read. */
  get devices(): ReadonlySet<BootDevice> | undefined {
    return this.#devices;
  }

  learnDevices(): void {
    const learned = this.#deps.readInTurn().then((xml) => {
      this.#devices = bootDevicesIn(xml);
    });
    // The change of an order reports why a domain cannot be read.
    learned.catch(() => {});
  }

  keep(device: BootDevice | undefined): void {
    if (device === this.#lasting) return;
    this.#lasting = device;
    void this.#keeping.to(device);
  }

  /** The restart itself, which follows at once, changes the order. */
  prepare(_restart: "powerOn" | "reset", device: BootDevice | undefined): undefined {
    this.#forNext = device;
  }

  machineReset(): void {}

  /** Returns the start for which `prepare` was called. */
  start(start: () => Promise<void>): () => Promise<void> {
    const device = this.#forNext;
    return () => this.#alone(() => this.#startFrom(device, start));
  }

  /** Returns the reset for which `prepare` was called. `stop` and `start` take its place if the device is another. */
  reset(reset: () => Promise<void>, stop: () => Promise<void>, start: () => Promise<void>): () => Promise<void> {
    const device = this.#forNext;
    return () =>
      this.#alone(async () => {
        if (device === this.#running || !(await this.#set(device))) return reset();
        await stop();
        await this.#startFrom(device, start);
      });
  }

  async #startFrom(device: BootDevice | undefined, start: () => Promise<void>): Promise<void> {
    const isSet = await this.#set(device);
    try {
      await start();
      this.#running = isSet ? device : undefined;
    } finally {
      await this.#set(this.#lasting);
    }
  }

  /** Defines the order; undefined: the domain's own. Returns whether that succeeded. */
  async #set(device: BootDevice | undefined): Promise<boolean> {
    if (device === undefined && !this.#changed) return true;
    try {
      const now = await this.#deps.read();
      this.#devices = bootDevicesIn(now);
      const own = this.#ownIn(now);
      const ownXml = withBootOrder(now, own);
      const wanted = device === undefined ? ownXml : withBootDevice(ownXml, device);
      if (wanted !== now) await this.#deps.write(wanted);
      this.#changed = device === undefined ? undefined : { own, ours: bootOrderOf(wanted) };
      return true;
    } catch (error) {
      this.#deps.failed(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
  }

  /** Another program may have changed the order meanwhile: it is the domain's own then. */
  #ownIn(xml: string): BootOrder {
    const order = bootOrderOf(xml);
    return this.#changed && isDeepStrictEqual(order, this.#changed.ours) ? this.#changed.own : order;
  }

  #alone(work: () => Promise<unknown>): Promise<void> {
    const done = this.#turn.then(work).then(() => {});
    this.#turn = done.catch(() => {});
    return done;
  }
}
