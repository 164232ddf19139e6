/** The subscriptions of a machine. Those of one that has none take no memory. */
import { isIP } from "node:net";
import type { Machine } from "../../machine.ts";
import { shownUrl } from "../../text/shown-url.ts";
import type { RedfishEvents } from "../events.ts";
import { MAX_SUBSCRIPTIONS } from "../limits.ts";
import { type Allowed, hostIn, reachable } from "./destination.ts";
import { type Deps, type Filters, Subscription, type Terms } from "./subscription.ts";

const DEFAULT_RETRIES = { attempts: 3, intervalSeconds: 30 };

export class Subscriptions {
  retries = DEFAULT_RETRIES;
  readonly #machine: Machine;
  readonly #events: RedfishEvents;
  readonly #allowed: Allowed;
  #all: readonly Subscription[] = [];
  #lastId = 0;

  constructor(machine: Machine, events: RedfishEvents, allowed: Allowed) {
    this.#machine = machine;
    this.#events = events;
    this.#allowed = allowed;
  }

  get all(): readonly Subscription[] {
    return this.#all;
  }

  byId(id: string): Subscription | undefined {
    return this.#all.find((subscription) => subscription.id === id);
  }

  /** Whether a destination is certain to be refused: it is an address that the configuration does not allow. */
  isRefused(destination: URL): boolean {
    const host = hostIn(destination);
    return isIP(host) > 0 && !reachable(this.#allowed)(host);
  }

  /** Returns undefined when there are too many. */
  add(destination: URL, filters: Filters, terms: Terms): Subscription | undefined {
    if (this.#all.length >= MAX_SUBSCRIPTIONS) return undefined;
    if (this.#lastId === 0) this.#events.listen((...event) => this.#publish(...event));
    const subscription = new Subscription(`${++this.#lastId}`, destination, filters, terms, this.#deps());
    this.#all = [...this.#all, subscription];
    return subscription;
  }

  remove(subscription: Subscription): void {
    subscription.close();
    this.#all = this.#all.filter((each) => each !== subscription);
  }

  /** Removes all, and returns to the default settings. */
  reset(): void {
    this.close();
    this.#all = [];
    this.retries = DEFAULT_RETRIES;
  }

  close(): void {
    for (const subscription of this.#all) subscription.close();
  }

  #publish(...event: Parameters<Subscription["take"]>): void {
    for (const subscription of this.#all) subscription.take(...event);
  }

  #deps(): Deps {
    const retries = () => this.retries;
    return {
      clock: this.#machine.clock,
      get retries() {
        return retries();
      },
      isReachable: reachable(this.#allowed),
      gaveUp: (subscription, reason) => {
        if (!subscription.isSuspended) this.remove(subscription);
        const outcome = subscription.isSuspended ? "suspended" : "ended";
        const destination = shownUrl(subscription.destination.href);
        this.#machine.peerLog.write("warn", { destination, reason }, `Redfish subscription ${outcome}`);
      },
    };
  }
}
