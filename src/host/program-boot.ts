/** A program that chooses the device that the machine boots from. It runs before restarts, and when lasting flags change. */
import type { BootDevice } from "../bmc/chassis/boot-device.ts";
import type { BootMeans } from "./host-means.ts";
import { LatestChange } from "./latest-change.ts";

export interface ProgramBootDeps {
  /** Runs the program; undefined: the machine's own order. Rejects when it fails. */
  choose(device: BootDevice | undefined): Promise<void>;
  /** Calls `then` once no action is under way. */
  afterActions(then: () => void): void;
  /** Called when the program failed. */
  failed(error: Error): void;
}

export class ProgramBoot implements BootMeans {
  readonly #deps: ProgramBootDeps;
  readonly #change: LatestChange<BootDevice | undefined>;
  #lasting: BootDevice | undefined;
  #chosen: BootDevice | undefined;

  constructor(deps: ProgramBootDeps) {
    const { choose, failed } = deps;
    this.#deps = deps;
    this.#change = new LatestChange((device) => choose(device).catch(failed));
  }

  keep(device: BootDevice | undefined): void {
    if (device === this.#lasting) return;
    this.#lasting = device;
    // A restart that is under way boots from the device of before.
    this.#deps.afterActions(() => void this.#choose(this.#lasting));
  }

  prepare(_restart: "powerOn" | "reset", device: BootDevice | undefined): Promise<void> | undefined {
    return this.#choose(device);
  }

  machineReset(): void {}

  #choose(device: BootDevice | undefined): Promise<void> | undefined {
    if (device === this.#chosen) return this.#change.underWay;
    this.#chosen = device;
    return this.#change.to(device);
  }
}
