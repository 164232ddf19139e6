/** An alert on its way to one destination: repeated, or sent again until it is acknowledged (IPMI table 23-4, parameter 18). */
import type { Clock, Timer } from "../../clock.ts";
import type { Destination } from "../lan/lan-values.ts";
import type { Sending, Trap, TrapSender } from "./trap.ts";

/** `dropped`: by a limit. `failed`: it could not be sent. */
export type Outcome = Sending | "acknowledged" | "unacknowledged";

export class Delivery {
  readonly trap: Trap;
  readonly #destination: Destination;
  readonly #send: TrapSender;
  readonly #clock: Clock;
  readonly #ended: (outcome: Outcome) => void;
  #repetitions: number;
  #result: Sending = "failed";
  #timer: Timer | undefined;
  #over = false;

  constructor(trap: Trap, destination: Destination, send: TrapSender, clock: Clock, ended: (outcome: Outcome) => void) {
    this.trap = trap;
    this.#destination = destination;
    this.#send = send;
    this.#clock = clock;
    this.#ended = ended;
    this.#repetitions = destination.type.retries.count;
  }

  /** Sends the trap, and sends it again after the destination's time-out. */
  attempt(): void {
    const { type, address } = this.#destination;
    const isLast = this.#repetitions-- === 0;
    const endsWhenSent = isLast && !type.type.acknowledged;
    this.#send(this.trap, address.ipAddress, (result) => {
      if (this.#result !== "sent") this.#result = result;
      if (endsWhenSent) this.#end(this.#result);
    });
    if (endsWhenSent || this.#over) return;
    this.#timer = this.#clock.after(1000 * (type.timeout + 1), () => {
      if (!isLast) this.attempt();
      else this.#end(this.#result === "sent" ? "unacknowledged" : this.#result);
    });
  }

  acknowledge(): void {
    this.#end("acknowledged");
  }

  /** Ends it without an outcome. */
  cancel(): void {
    this.#over = true;
    this.#timer?.cancel();
  }

  #end(outcome: Outcome): void {
    if (this.#over) return;
    this.cancel();
    this.#ended(outcome);
  }
}
