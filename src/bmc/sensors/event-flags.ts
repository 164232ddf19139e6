/**
 * Event flags of a sensor, which make it send each event once (IPMI §35.13). With automatic re-arm, the opposite event
 * clears a flag; with manual re-arm, the flag stays until it is re-armed.
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
  #active = NO_EVENTS.assertion;
  #occurred = NO_EVENTS;

  constructor(supported: EventSets, manual: boolean) {
    this.#supported = supported;
    this.#manual = manual;
  }

  /** Events that happened and are not re-armed; Get Sensor Event Status returns them. */
  get occurred(): EventSets {
    return this.#occurred;
  }

  /** Conditions that hold, hysteresis included; unsupported events have conditions too. */
  get active(): ReadonlySet<number> {
    return this.#active;
  }

  /** Whether to send the event: its condition changed, and the event is supported and armed. */
  change(offset: number, direction: Direction): boolean {
    if (this.#active.has(offset) === (direction === "assertion")) return false;
    this.#active = toggled(this.#active, offset, direction === "assertion");
    return this.occur(offset, direction);
  }

  /** Whether to send the event, like `change`, but without looking at its condition. */
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

  /** §14.6: lets these events happen again. They do at the next scan if their conditions hold. */
  rearm({ assertion, deassertion }: EventSets): void {
    this.#active = this.#active.difference(assertion);
    this.#occurred = {
      assertion: this.#occurred.assertion.difference(assertion),
      deassertion: this.#occurred.deassertion.difference(deassertion),
    };
  }

  /** Takes over the conditions that hold when the sensor starts; no events are sent for them. */
  begin(active: ReadonlySet<number>): void {
    this.#active = active;
    const assertion = active.intersection(this.#supported.assertion);
    this.#occurred = assertion.size > 0 ? { assertion, deassertion: NO_EVENTS.deassertion } : NO_EVENTS;
  }

  /** Clears all conditions when the monitored entity is gone. With manual re-arm, the flags stay. */
  suspend(): void {
    this.#active = NO_EVENTS.assertion;
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
