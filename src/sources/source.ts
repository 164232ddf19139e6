/** A source, which moves one sensor. */
import type { Timer } from "../clock.ts";
import type { Feed } from "./feed.ts";
import type { Signal } from "./signal.ts";
import type { SimulatedTime } from "./simulated-time.ts";

export interface Source {
  /** Shows the present input and continues from there. Returns false if there is no input yet. */
  begin(): boolean;
  /** Stops all input until `begin`. */
  end(): void;
}

export class SignalSource implements Source {
  readonly #signal: Signal;
  readonly #feed: Feed;
  readonly #time: SimulatedTime;
  #timer: Timer | undefined;
  readonly #goOn = () => void this.begin();

  constructor(signal: Signal, feed: Feed, time: SimulatedTime) {
    this.#signal = signal;
    this.#feed = feed;
    this.#time = time;
  }

  begin(): boolean {
    const nowMs = this.#time.nowMs();
    const input = this.#signal.at(nowMs);
    if (input) this.#feed.give(input);
    const nextMs = this.#signal.nextMs(nowMs);
    if (nextMs !== undefined) this.#timer = this.#time.at(nextMs, this.#goOn);
    return input !== undefined;
  }

  end(): void {
    this.#timer?.cancel();
  }
}
