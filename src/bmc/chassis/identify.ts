/** The identify light, which helps a person find the chassis (IPMI §28.5). */
import type { Clock, Timer } from "../../clock.ts";
import type { IdentifyLight } from "../host.ts";

/** Identify states (§28.2). */
export type IdentifyState = "off" | "timed" | "indefinite";

export class Identify {
  readonly #clock: Clock;
  readonly #switched: (light: IdentifyLight) => void;
  #state: IdentifyState = "off";
  #timer: Timer | undefined;

  /** @param switched called when the light is switched, not when its time is over */
  constructor(clock: Clock, switched: (light: IdentifyLight) => void) {
    this.#clock = clock;
    this.#switched = switched;
  }

  get state(): IdentifyState {
    return this.#state;
  }

  /** Turns the light on for this time; 0 turns it off. */
  turnOnFor(seconds: number): void {
    this.#end();
    if (seconds > 0) {
      this.#state = "timed";
      this.#timer = this.#clock.after(seconds * 1000, () => this.#end());
    }
    this.#switched({ seconds, indefinite: false });
  }

  turnOn(): void {
    this.#end();
    this.#state = "indefinite";
    this.#switched({ seconds: 0, indefinite: true });
  }

  /** Turns the light off, if it is on. */
  reset(): void {
    if (this.#state !== "off") this.turnOnFor(0);
  }

  #end(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#state = "off";
  }

  snapshot() {
    return { state: this.#state };
  }
}
