/**
 * ARPs that the BMC leaves to system software while that proves by the watchdog that it lives (IPMI §23.3). They resume
 * when the watchdog stops or is set.
 */
import type { Watchdog } from "../watchdog.ts";

export interface ArpKinds {
  readonly responses: boolean;
  readonly gratuitous: boolean;
}

const NONE: ArpKinds = { responses: false, gratuitous: false };

export class ArpSuspension {
  readonly #watchdog: Pick<Watchdog, "running" | "settings">;
  #asked = NONE;
  /** The watchdog's settings then: Set Watchdog Timer makes new ones. */
  #settings: unknown;

  constructor(watchdog: Pick<Watchdog, "running" | "settings">) {
    this.#watchdog = watchdog;
  }

  /** What is suspended now. */
  get suspended(): ArpKinds {
    const { running, settings } = this.#watchdog;
    return running && settings === this.#settings ? this.#asked : NONE;
  }

  /** While the watchdog runs; asked for while it stands, from when it is started. */
  suspend(kinds: ArpKinds): void {
    this.#asked = kinds;
    this.#settings = this.#watchdog.settings;
  }

  reset(): void {
    this.#asked = NONE;
  }

  snapshot() {
    return this.suspended;
  }
}
