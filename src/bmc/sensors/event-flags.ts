/**
 * What a sensor remembers of its events, so that each is sent once (IPMI §35.13). A flag of a sensor with automatic re-arm
 * goes when the opposite happens; one of a sensor with manual re-arm stays until it is re-armed.
 */

/** Event offsets, for each direction. */
export interface EventSets {
  readonly assertion: ReadonlySet<number>;
  readonly deassertion: ReadonlySet<number>;
}

export type Direction = keyof EventSets;

const OPPOSITE: Readonly<Record<Direction, Direction>> = { assertion: "deassertion", deassertion: "assertion" };

export const NO_EVENTS: EventSets = { assertion: new Set(), deassertion: new Set() };

export class EventFlags {
  readonly #supported: EventSets;
  readonly #manual: boolean;
  #active: ReadonlySet<number> = new Set();
  #occurred = NO_EVENTS;

  constructor(supported: EventSets, manual: boolean) {
    this.#supported = supported;
    this.#manual = manual;
  }

  /** Events that happened and were not re-armed: what Get Sensor Event Status tells. */
  get occurred(): EventSets {
    return this.#occurred;
  }

  /** Conditions that hold, hysteresis counted in; also of events that are not supported. */
  get active(): ReadonlySet<number> {
    return this.#active;
  }

  /** Whether this is news: the condition was otherwise, the event is supported, and it is armed. */
  change(offset: number, direction: Direction): boolean {
    if (this.#active.has(offset) === (direction === "assertion")) return false;
    this.#active = toggled(this.#active, offset, direction === "assertion");
    return this.occur(offset, direction);
  }

  /** As `change`, whatever the condition is. */
  occur(offset: number, direction: Direction): boolean {
    if (!this.#manual) this.clear(offset, OPPOSITE[direction]);
    if (!this.#supported[direction].has(offset) || this.#occurred[direction].has(offset)) return false;
    this.#occurred = { ...this.#occurred, [direction]: toggled(this.#occurred[direction], offset, true) };
    return true;
  }

  clear(offset: number, direction: Direction): void {
    if (!this.#occurred[direction].has(offset)) return;
    this.#occurred = { ...this.#occurred, [direction]: toggled(this.#occurred[direction], offset, false) };
  }

  /** §14.6: the events named may happen again, and do if their condition is found to hold at the next look. */
  rearm({ assertion, deassertion }: EventSets): void {
    this.#active = this.#active.difference(assertion);
    this.#occurred = {
      assertion: this.#occurred.assertion.difference(assertion),
      deassertion: this.#occurred.deassertion.difference(deassertion),
    };
  }

  /** The conditions that hold as the sensor comes up: they are no news. */
  begin(active: ReadonlySet<number>): void {
    this.#active = active;
    this.#occurred = { assertion: active.intersection(this.#supported.assertion), deassertion: new Set() };
  }

  /** What is monitored is gone: no condition holds, nothing has happened; flags of manual re-arm stay. */
  suspend(): void {
    this.#active = new Set();
    if (!this.#manual) this.#occurred = NO_EVENTS;
  }

  snapshot() {
    return { active: this.#active, occurred: this.#occurred };
  }
}

function toggled(set: ReadonlySet<number>, offset: number, present: boolean): ReadonlySet<number> {
  const single = new Set([offset]);
  return present ? set.union(single) : set.difference(single);
}
