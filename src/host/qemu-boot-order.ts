/** Changes the boot order of a running QEMU. Its firmware reads the order when the machine is reset. */
import type { BootDevice } from "../bmc/chassis/boot-device.ts";
import { type AskQmp, bootableDevices, bootSettings, type FoundDevice, hasUefi } from "./boot-devices.ts";
import { type Bootable, bootIndexes, UNLISTED } from "./boot-order.ts";

export class QemuBootOrder {
  readonly #ask: AskQmp;
  /** The `bootindex` of each device before we changed any, by its path. */
  #given = new Map<string, number>();
  #isStored = false;
  #devices: ReadonlySet<BootDevice> | undefined;

  constructor(ask: AskQmp) {
    this.#ask = ask;
  }

  /** Kinds of device that the last QEMU had when it was asked. */
  get devices(): ReadonlySet<BootDevice> | undefined {
    return this.#devices;
  }

  /** Asks QEMU for its devices. @throws Error when QEMU refuses */
  async learn(): Promise<readonly FoundDevice[]> {
    const found = await bootableDevices(this.#ask);
    this.#devices = new Set(found.map(({ kind }) => kind));
    return found;
  }

  /** Whether a UEFI firmware may have stored an order of ours: it keeps it until it reads another. */
  get isStored(): boolean {
    return this.#isStored;
  }

  /** Whether the order may be another than QEMU's command line says, so that the machine's own must be set. */
  get isChanged(): boolean {
    return this.#isStored || this.#given.size > 0;
  }

  /** Another QEMU is connected: its command line counts. */
  newQemu(): void {
    this.#given = new Map();
  }

  /**
   * Puts the devices of a kind first; undefined: the machine's own order.
   * @throws Error when QEMU refuses, or has no device of that kind
   */
  async set(first: BootDevice | undefined): Promise<void> {
    const found = await this.learn();
    for (const { path, bootIndex } of found) if (!this.#given.has(path)) this.#given.set(path, bootIndex);
    const devices = found.map((device): Bootable => ({ ...device, given: this.#given.get(device.path) ?? UNLISTED }));
    const { letters, isStrict } = await bootSettings(this.#ask);
    this.#isStored ||= first !== undefined && letters !== undefined && (await hasUefi(this.#ask));
    // An empty drive that is first and alone in a strict order would end the boot.
    const listsAll = this.#isStored || (isStrict && first !== undefined);
    const wanted = bootIndexes(devices, first, listsAll ? letters : undefined);
    const changed = found.filter(({ path, bootIndex }) => wanted.get(path) !== bootIndex);
    // QEMU refuses an index that another device still has.
    for (const { path, bootIndex } of changed) if (bootIndex >= 0) await this.#write(path, UNLISTED);
    for (const { path } of changed) {
      const index = wanted.get(path) ?? UNLISTED;
      if (index >= 0) await this.#write(path, index);
    }
    if (first !== undefined && !devices.some(({ kind }) => kind === first)) {
      throw new Error(`QEMU has no ${first} device that firmware can boot from; the machine boots in its own order`);
    }
  }

  async #write(path: string, index: number): Promise<void> {
    await this.#ask("qom-set", { path, property: "bootindex", value: index });
  }
}
