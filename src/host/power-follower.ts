/** Reads the machine's power state periodically, because other programs switch the machine on and off, too. */
import type { Chassis } from "../bmc/chassis/chassis.ts";
import type { Clock } from "../clock.ts";
import { FIRST_STATE_MS } from "./limits.ts";
import type { ProgramMeans } from "./program-means.ts";

export interface PowerFollowerDeps {
  readonly means: ProgramMeans;
  /** Time between two readings. */
  readonly pollMs: number;
  /** Ends with the machine. */
  readonly clock: Clock;
  readonly log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
  /** Runs work on the chassis and stores what it changed. */
  operate(work: (chassis: Chassis) => void): void;
}

export class PowerFollower {
  readonly #deps: PowerFollowerDeps;
  #isKnown = false;
  #problem: string | undefined;
  #isClosed = false;

  constructor(deps: PowerFollowerDeps) {
    this.#deps = deps;
  }

  /** Resolves when the first state is known, or takes too long. */
  async start(): Promise<void> {
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = this.#deps.clock.after(FIRST_STATE_MS, resolve);
    await Promise.race([this.#read(), late]);
    timer.cancel();
  }

  close(): void {
    this.#isClosed = true;
  }

  async #read(): Promise<void> {
    const { means, clock, pollMs } = this.#deps;
    const startMs = clock.nowMs();
    if (!means.hasActedSince(startMs)) await this.#readNow(startMs);
    if (!this.#isClosed) clock.after(pollMs, () => void this.#read());
  }

  async #readNow(startMs: number): Promise<void> {
    const { means, log } = this.#deps;
    try {
      const isOn = await means.isOn();
      if (this.#problem !== undefined) log.info({}, "the machine's power state can be read again");
      this.#problem = undefined;
      if (!this.#isClosed && !means.hasActedSince(startMs)) this.#take(isOn);
    } catch (error) {
      const { message } = error instanceof Error ? error : new Error(String(error));
      if (message !== this.#problem) log.error({}, `the machine's power state cannot be read: ${message}`);
      this.#problem = message;
    }
  }

  #take(isOn: boolean): void {
    const isFirst = !this.#isKnown;
    this.#isKnown = true;
    this.#deps.operate((chassis) => {
      if (isOn) chassis.machineStarted();
      else if (!isFirst || !chassis.restore()) chassis.machineEnded();
    });
  }
}
