/** Datagrams on their way in or out of a LAN door, as faults plan it: at once, late, after the next one, or never. */
import type { Clock, Timer } from "../clock.ts";
import type { LanPlan } from "./lan-faults.ts";

/** Most datagrams that wait on a path. Past it the oldest is lost. */
export const MAX_WAITING_DATAGRAMS = 256;

/** Sends one datagram on. */
type Forward = (datagram: Uint8Array) => void;

interface Waiting {
  readonly timer: Timer | undefined;
  readonly send: () => void;
}

export class DatagramPath {
  readonly #clock: Clock;
  /** Datagrams that wait for their time or for the next one; the oldest is first. */
  readonly #waiting = new Set<Waiting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes a datagram on its way. Without a plan it goes at once. */
  take(datagram: Uint8Array, forward: Forward, plan?: LanPlan): void {
    if (!plan && this.#waiting.size === 0) {
      forward(datagram);
      return;
    }
    if (plan?.isLost) return;
    const send = () => {
      for (const each of plan?.shaped(datagram) ?? [datagram]) forward(each);
    };
    if (plan?.afterNext) this.#wait({ timer: undefined, send });
    else if (plan && plan.delayMs > 0) this.#later(plan.delayMs, send);
    else this.#send(send);
  }

  #later(delayMs: number, send: () => void): void {
    const waiting: Waiting = {
      send,
      timer: this.#clock.after(delayMs, () => {
        this.#waiting.delete(waiting);
        this.#send(send);
      }),
    };
    this.#wait(waiting);
  }

  #wait(waiting: Waiting): void {
    this.#waiting.add(waiting);
    const [oldest] = this.#waiting;
    if (!oldest || this.#waiting.size <= MAX_WAITING_DATAGRAMS) return;
    oldest.timer?.cancel();
    this.#waiting.delete(oldest);
  }

  /** Sends, and then what waited for the next datagram. */
  #send(send: () => void): void {
    send();
    for (const each of [...this.#waiting]) {
      if (each.timer) continue;
      this.#waiting.delete(each);
      each.send();
    }
  }
}
