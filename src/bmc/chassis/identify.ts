/** The identify light, which helps a person find the chassis (IPMI §28.5). */
import type { Clock, Timer } from "../../clock.ts";

/** Identify states (§28.2). */
export type IdentifyState = "off" | "timed" | "indefinite";

export class Identify {
  readonly #clock: Clock;
  #state: IdentifyState = "off";
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get state(): IdentifyState {
    return this.#state;
  }

  /** Turns the light on for this time; 0 turns it off. */
  turnOnFor(seconds: number): void {
    this.reset();
    if (seconds === 0) return;
    this.#state = "timed";
    this.#timer = this.#clock.after(seconds * 1000, () => this.reset());
  }

  turnOn(): void {
    this.reset();
    this.#state = "indefinite";
  }

  /** Turns the light off. */
  reset(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#state = "off";
  }

  snapshot() {
    return { state: this.#state };
  }
}
