/**
 * Folds the QMP events of a machine when they come in bursts: a guest can reset itself thousands of times a second. Few
 * events are delivered as they come; equal ones of a burst become one with their count, a few times a second.
 */
import { type Clock, systemClock, type Timer } from "../clock.ts";
import type { QmpEvent, TakeQmpEvents } from "./qmp-event.ts";

/** Deliveries at once in a window. Further events wait for its end. */
export const DELIVERIES_A_WINDOW = 4;
export const WINDOW_MS = 250;
/** Most kinds of waiting events, by name, reason and cause; those of further kinds lose their reason and cause. */
export const MAX_KINDS = 16;

export class EventBurst {
  readonly #clock: Clock;
  readonly #deliver: TakeQmpEvents;
  /** Waiting events by kind, in the order of their last occurrence, which decides the machine's state. */
  readonly #waiting = new Map<string, QmpEvent>();
  #delivered = 0;
  #window: Timer | undefined;

  constructor(deliver: TakeQmpEvents, clock: Clock = systemClock) {
    this.#deliver = deliver;
    this.#clock = clock;
  }

  /** Takes the events that arrived together. */
  take(events: readonly QmpEvent[]): void {
    for (const event of events) this.#fold(event);
    if (this.#delivered < DELIVERIES_A_WINDOW) this.flush();
  }

  /** Delivers what waits. */
  flush(): void {
    if (this.#waiting.size === 0) return;
    this.#delivered++;
    this.#window ??= this.#clock.after(WINDOW_MS, () => this.#windowOver());
    const events = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#deliver(events);
  }

  /** Drops what waits. */
  close(): void {
    this.#window?.cancel();
    this.#waiting.clear();
    this.#delivered = DELIVERIES_A_WINDOW;
  }

  #windowOver(): void {
    this.#window = undefined;
    this.#delivered = 0;
    this.flush();
  }

  #fold(event: QmpEvent): void {
    const whole = `${event.name} ${event.reason} ${event.guest}`;
    const fits = this.#waiting.has(whole) || this.#waiting.size < MAX_KINDS;
    const kind = fits ? whole : event.name;
    const folded = fits ? event : { name: event.name, reason: undefined, guest: undefined };
    const before = this.#waiting.get(kind);
    this.#waiting.delete(kind);
    this.#waiting.set(kind, before ? { ...folded, count: (before.count ?? 1) + (event.count ?? 1) } : folded);
  }
}
