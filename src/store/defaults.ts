/** A BMC's reset to defaults: what it keeps is again as the configuration has it. */
import type { Bmc } from "../bmc/bmc.ts";
import { type Clock, EndingClock } from "../clock.ts";
import type { Preserved } from "./return-to-defaults.ts";

export interface DefaultsDeps {
  readonly clock: Clock;
  /** Makes the BMC anew, as it is at a first start. Its timers run on this clock. */
  configured(clock: Clock): Bmc;
  /** Runs work on the BMC and stores what it changed. @throws Error when that could not be stored; nothing is changed then */
  operate(work: (bmc: Bmc) => void): void;
}

export class Defaults {
  readonly #deps: DefaultsDeps;
  readonly #listeners = new Set<() => void>();

  constructor(deps: DefaultsDeps) {
    this.#deps = deps;
  }

  /** Returns to them, all at once, and resets the BMC. @throws Error when that could not be stored; nothing is changed then */
  async restore(preserved: readonly Preserved[]): Promise<void> {
    // The parts of the state are loaded only if they are needed.
    const { returnToDefaults } = await import("./return-to-defaults.ts");
    const { clock, configured, operate } = this.#deps;
    const ending = new EndingClock(clock);
    const fresh = configured(ending);
    ending.end();
    operate((bmc) => returnToDefaults(bmc, fresh, preserved));
    for (const listener of this.#listeners) listener();
    operate((bmc) => bmc.coldReset());
  }

  /** Calls `listener` when the BMC has returned to its defaults: a door may have settings of its own. */
  onRestored(listener: () => void): void {
    this.#listeners.add(listener);
  }
}
