/** One subscription: its events wait in a queue, and leave one after another. */
import type { Clock, Timer } from "../../clock.ts";
import { type EventRecord, eventBody, resourceTypeOf } from "../event-record.ts";
import { MAX_WAITING_EVENTS } from "../limits.ts";
import { type Delivery, deliver } from "./delivery.ts";

export const POLICIES = ["TerminateAfterRetries", "SuspendRetries", "RetryForever", "RetryForeverWithBackoff"] as const;
export type Policy = (typeof POLICIES)[number];

/** Settings that a client can change. */
export interface Terms {
  readonly context: string;
  readonly policy: Policy;
  readonly headers: Readonly<Record<string, string>>;
  readonly verifiesCertificate: boolean;
}

/** Filters. An empty list lets everything pass. */
export interface Filters {
  readonly registryPrefixes: readonly string[];
  readonly resourceTypes: readonly string[];
  readonly messageIds: readonly string[];
  readonly eventTypes: readonly string[];
  readonly severities: readonly string[];
}

/** Parts of the service that subscriptions use. */
export interface Deps extends Pick<Delivery, "isReachable"> {
  readonly clock: Clock;
  /** How often the delivery of an event is tried again, and after which time. */
  readonly retries: { readonly attempts: number; readonly intervalSeconds: number };
  /** Called when the policy ends or suspends the subscription. */
  gaveUp(subscription: Subscription, reason: string): void;
}

/** Longest pause of RetryForeverWithBackoff, in intervals. */
const MAX_BACKOFF = 64;

export class Subscription {
  readonly id: string;
  readonly destination: URL;
  readonly filters: Filters;
  terms: Terms;
  readonly #deps: Deps;
  #waiting: readonly { readonly id: number; readonly epochMs: number; readonly record: EventRecord }[] = [];
  #failures = 0;
  #isSuspended = false;
  /** Stops the delivery or the pause under way. */
  #stop: (() => void) | undefined;

  constructor(id: string, destination: URL, filters: Filters, terms: Terms, deps: Deps) {
    this.id = id;
    this.destination = destination;
    this.filters = filters;
    this.terms = terms;
    this.#deps = deps;
  }

  get isSuspended(): boolean {
    return this.#isSuspended;
  }

  /** Whether the last delivery failed. */
  get isFailing(): boolean {
    return this.#failures > 0;
  }

  /** Takes an event if the filters let it pass. The oldest gives way when too many wait. */
  take(id: number, epochMs: number, record: EventRecord): void {
    if (this.#isSuspended || !passes(this.filters, record)) return;
    this.#waiting = [...this.#waiting, { id, epochMs, record }].slice(-MAX_WAITING_EVENTS);
    if (!this.#stop) this.#send();
  }

  suspend(): void {
    this.close();
    this.#isSuspended = true;
  }

  resume(): void {
    this.#isSuspended = false;
    this.#failures = 0;
  }

  /** Drops what waits. */
  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#waiting = [];
  }

  #send(): void {
    const [next] = this.#waiting;
    if (!next) return;
    const { context, headers, verifiesCertificate } = this.terms;
    const body = JSON.stringify({ ...eventBody(next.id, next.epochMs, next.record), Context: context });
    const { clock, isReachable } = this.#deps;
    const delivery = { destination: this.destination, headers, body, verifiesCertificate, isReachable };
    this.#stop = deliver(delivery, clock, (reason) => {
      this.#stop = undefined;
      if (reason !== undefined) {
        this.#failed(reason);
        return;
      }
      this.#failures = 0;
      this.#waiting = this.#waiting.filter((each) => each !== next);
      this.#send();
    });
  }

  #failed(reason: string): void {
    const { clock, retries } = this.#deps;
    const { policy } = this.terms;
    this.#failures++;
    const isForever = policy === "RetryForever" || policy === "RetryForeverWithBackoff";
    if (!isForever && this.#failures > retries.attempts) {
      if (policy === "SuspendRetries") this.suspend();
      this.#deps.gaveUp(this, reason);
      return;
    }
    const factor = policy === "RetryForeverWithBackoff" ? Math.min(2 ** (this.#failures - 1), MAX_BACKOFF) : 1;
    const pause: Timer = clock.after(1000 * retries.intervalSeconds * factor, () => {
      this.#stop = undefined;
      this.#send();
    });
    this.#stop = () => pause.cancel();
  }
}

function passes(filters: Filters, record: EventRecord): boolean {
  const [registry = "", ...rest] = record.MessageId.split(".");
  const allows = (list: readonly string[], ...values: readonly (string | undefined)[]) =>
    list.length === 0 || values.some((value) => value !== undefined && list.includes(value));
  return (
    allows(filters.registryPrefixes, registry) &&
    allows(filters.messageIds, record.MessageId, `${registry}.${rest.at(-1)}`) &&
    allows(filters.resourceTypes, resourceTypeOf(record)) &&
    allows(filters.eventTypes, record.EventType) &&
    allows(filters.severities, record.MessageSeverity)
  );
}
