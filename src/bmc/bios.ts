/** BIOS attributes, for Redfish. The firmware does not see them: changes take effect at the machine's next restart. */
import type { Clock } from "../clock.ts";

export type BiosValue = string | number | boolean;

export interface BiosAttribute {
  /** The default. */
  readonly value: BiosValue;
  /** Accepted texts; absent: any text. */
  readonly values?: readonly string[] | undefined;
  /** Limits of a number. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** Attributes by name. */
export type BiosAttributes = Readonly<Record<string, BiosAttribute>>;
export type BiosValues = Readonly<Record<string, BiosValue>>;

/** Values now, and those from the next restart on. */
export interface BiosState {
  readonly present: BiosValues;
  readonly future: BiosValues;
}

export class Bios {
  readonly attributes: BiosAttributes;
  readonly defaults: BiosValues;
  readonly #clock: Clock;
  #state: BiosState;
  #appliedMs: number | undefined;

  constructor(attributes: BiosAttributes, clock: Clock) {
    this.attributes = attributes;
    this.defaults = Object.fromEntries(Object.entries(attributes).map(([name, { value }]) => [name, value]));
    this.#state = { present: this.defaults, future: this.defaults };
    this.#clock = clock;
  }

  get present(): BiosValues {
    return this.#state.present;
  }

  get future(): BiosValues {
    return this.#state.future;
  }

  /** When changes last took effect, in milliseconds since 1970; undefined: not since the daemon's start. */
  get appliedMs(): number | undefined {
    return this.#appliedMs;
  }

  change(values: BiosValues): void {
    this.#state = { ...this.#state, future: { ...this.#state.future, ...values } };
  }

  systemRestarted(): void {
    const { present, future } = this.#state;
    if (present === future) return;
    this.#state = { present: future, future };
    this.#appliedMs = this.#clock.epochMs();
  }

  save(): BiosState {
    return this.#state;
  }

  restore({ present, future }: BiosState): void {
    const isEqual = JSON.stringify(present) === JSON.stringify(future);
    this.#state = { present, future: isEqual ? present : future };
  }
}
