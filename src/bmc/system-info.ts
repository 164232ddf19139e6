/**
 * System info (v2 §22.14a): names, versions and addresses that firmware and system software leave for others to read.
 * What describes the running operating system goes when the system is reset or powered down; the rest is non-volatile.
 */
import { blockOf, blockText, withBlock } from "./block-text.ts";
import { SetInProgress } from "./set-in-progress.ts";

/** Each up to 255 characters of Latin 1. */
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

  /** C9h, as `blockOf`. */
  block(text: SystemInfoText, block: number): Uint8Array {
    return blockOf(this.#texts[text], block);
  }

  /** C7h, C9h, CCh, as `withBlock`. */
  setBlock(text: SystemInfoText, block: number, data: Uint8Array): void {
    this.#texts = { ...this.#texts, [text]: withBlock(this.#texts[text], block, data) };
  }

  /** The system was reset, or lost its power. */
  systemInterrupted(): void {
    this.progress.reset();
    this.#texts = { ...this.#texts, ...NO_OS };
  }

  /** Of the BMC: what only it remembers is gone. */
  reset(): void {
    this.systemInterrupted();
  }

  /** Another object after each change that is not still to be committed. */
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
