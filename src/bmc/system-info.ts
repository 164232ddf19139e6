/**
 * System info (v2 §22.14a): names, versions and addresses that firmware and system software store for others to read.
 * The description of the running operating system is cleared when the system is reset or powered down; the rest is
 * non-volatile.
 */
import { blockOf, blockText, textIn, withBlock } from "./block-text.ts";
import { SetInProgress } from "./set-in-progress.ts";

/** Initial texts, each up to 255 Latin 1 characters. */
export interface SystemInfoOptions {
  readonly firmwareVersion: string;
  readonly systemName: string;
  readonly primaryOsName: string;
  readonly bmcUrl: string;
}

export type SystemInfoText = keyof SystemInfoOptions | "osName" | "osVersion" | "hypervisorUrl";

export type Texts = Readonly<Record<SystemInfoText, Uint8Array>>;

const EMPTY = blockText("");
const NO_OS = { osName: EMPTY, osVersion: EMPTY, hypervisorUrl: EMPTY } as const;

export class SystemInfo {
  readonly progress = new SetInProgress({
    save: () => this.#texts,
    restore: (texts: Texts) => this.restore(texts),
  });
  #texts: Texts;

  constructor({ firmwareVersion, systemName, primaryOsName, bmcUrl }: SystemInfoOptions) {
    this.#texts = {
      firmwareVersion: blockText(firmwareVersion),
      systemName: blockText(systemName),
      primaryOsName: blockText(primaryOsName),
      bmcUrl: blockText(bmcUrl),
      ...NO_OS,
    };
  }

  /** Throws the errors of `blockOf`. */
  block(text: SystemInfoText, block: number): Uint8Array {
    return blockOf(this.#texts[text], block);
  }

  text(name: SystemInfoText): string {
    return textIn(this.#texts[name]);
  }

  /** Throws the errors of `withBlock`. */
  setBlock(text: SystemInfoText, block: number, data: Uint8Array): void {
    this.#texts = { ...this.#texts, [text]: withBlock(this.#texts[text], block, data) };
  }

  /** Handles a reset or power loss of the system. */
  systemInterrupted(): void {
    this.progress.reset();
    this.#texts = { ...this.#texts, ...NO_OS };
  }

  /** Resets the BMC's volatile state. */
  reset(): void {
    this.systemInterrupted();
  }

  /** The texts to store, without uncommitted writes; each change makes a new object. */
  save(): Texts {
    return this.progress.before ?? this.#texts;
  }

  restore(texts: Partial<Texts>): void {
    this.#texts = { ...this.#texts, ...texts };
  }

  snapshot() {
    return { texts: this.#texts, progress: this.progress.snapshot() };
  }
}
