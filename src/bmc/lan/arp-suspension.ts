/**
 * ARPs that the BMC leaves to system software while the software proves through the watchdog that it is alive (IPMI
 * §23.3). The BMC resumes them when the watchdog stops or is set.
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
  /** The watchdog's settings at the time of the request. Set Watchdog Timer replaces the object. */
  #settings: unknown;

  constructor(watchdog: Pick<Watchdog, "running" | "settings">) {
    this.#watchdog = watchdog;
  }

  /** The ARPs that are suspended now. */
  get suspended(): ArpKinds {
    const { running, settings } = this.#watchdog;
    return running && settings === this.#settings ? this.#asked : NONE;
  }

  /**
   * Suspends ARPs while the watchdog runs. A request during a stopped watchdog takes effect when the watchdog is
   * started.
   */
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
