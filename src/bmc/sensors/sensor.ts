/**
 * A sensor (IPMI chapters 35 and 36): what is out there, what scanning has seen of it, and the events that follow.
 * Readings and thresholds are raw bytes.
 */
import type { SensorEvent } from "../event-generator.ts";
import { nearestRaw, toCount, toUnits } from "./conversion.ts";
import { discreteEventData, type EventData, thresholdEventData } from "./event-data.ts";
import { type Direction, EventFlags, type EventSets } from "./event-flags.ts";
import { factorsAt } from "./factor-table.ts";
import { defineSensor, type SensorDefinition, type SensorOptions } from "./options.ts";
import { sensorRecord } from "./record.ts";
import { SensorSettings } from "./settings.ts";
import { isLeft, isReached, isUpper, THRESHOLD_EVENTS, THRESHOLDS, type ThresholdEvent } from "./thresholds.ts";

/** What is out there. */
export interface Observation {
  readonly reading: number;
  readonly states: ReadonlySet<number>;
}

/** Event offsets whose flags are to be set, and to be cleared. */
export interface FlagChange {
  readonly set: ReadonlySet<number>;
  readonly clear: ReadonlySet<number>;
}

/** Who wants to know of a sensor. */
export interface SensorSurroundings {
  /** An event of a sensor at `lun`. */
  raise(event: SensorEvent, lun: number): void;
  /** The sensor looked at what is out there, or cannot any more. */
  changed(sensor: Sensor): void;
}

export class Sensor {
  readonly definition: SensorDefinition;
  readonly settings: SensorSettings;
  /** Its SDR, for a repository to give an id; undefined where another sensor's tells of it. */
  readonly record: Uint8Array | undefined;
  readonly #surroundings: SensorSurroundings;
  readonly #flags: EventFlags;
  #input: Observation;
  #seen: Observation;
  #available: boolean;
  #entityPresent = true;

  /** `ownerAddress` is the slave address of the controller it belongs to. */
  constructor(options: SensorOptions, ownerAddress: number, surroundings: SensorSurroundings) {
    this.definition = defineSensor(options);
    this.settings = new SensorSettings(this.definition, () => this.#scan());
    this.record = sensorRecord(this.definition, ownerAddress);
    this.#surroundings = surroundings;
    const { initial, supported, rearm } = this.definition;
    this.#flags = new EventFlags(supported, rearm === "manual");
    this.#available = initial.available;
    this.#input = { reading: initial.reading, states: new Set(initial.states) };
    this.#seen = this.#input;
    this.reset();
  }

  /** False: reading and states say nothing, as where the entity is not there. */
  get available(): boolean {
    return this.#available && this.#entityPresent;
  }

  set available(available: boolean) {
    this.#changeAvailability(() => {
      this.#available = available;
    });
  }

  /** Whether the entity is there that it monitors; of no account to a sensor that is not to be ignored without it. */
  set entityPresent(present: boolean) {
    this.#changeAvailability(() => {
      this.#entityPresent = present || !this.definition.ignoreIfEntityAbsent;
    });
  }

  /** As last scanned. */
  get reading(): number {
    return this.#seen.reading;
  }

  /** The reading in units; undefined when there is none. */
  get value(): number | undefined {
    if (this.definition.format === "none" || !this.available) return undefined;
    return this.unitsOf(this.reading);
  }

  /** What a raw reading is in units. CDh without numeric readings. */
  unitsOf(raw: number): number {
    const { format, linearization } = this.definition;
    return toUnits(raw, format, this.factorsAt(raw).factors, linearization);
  }

  /** As last scanned: states of a discrete sensor; of a threshold sensor the thresholds that are reached, by their bits. */
  get states(): ReadonlySet<number> {
    if (!this.available) return new Set();
    if (!this.definition.isThreshold) return this.#seen.states;
    const reached = THRESHOLD_EVENTS.filter(
      (event) => event.goingHigh === isUpper(event.threshold) && this.#meets(event, isReached),
    );
    return new Set(reached.map(({ threshold }) => THRESHOLDS.indexOf(threshold)));
  }

  /** What Get Sensor Reading tells of `states` (§35.14): of a threshold sensor, the thresholds it compares with. */
  get toldStates(): ReadonlySet<number> {
    const { isThreshold, comparedThresholds } = this.definition;
    if (!isThreshold) return this.states;
    return this.states.intersection(new Set(comparedThresholds.map((threshold) => THRESHOLDS.indexOf(threshold))));
  }

  /** Events that happened and were not re-armed, §35.13. */
  get events(): EventSets {
    return this.#flags.occurred;
  }

  /** 0 to 255. Raises the events of the thresholds that it crosses. */
  setReading(reading: number, data?: EventData): void {
    this.#input = { ...this.#input, reading };
    this.#scan(data);
  }

  /** As `setReading`, in units: the nearest reading that there is. CDh without numeric readings. */
  setValue(value: number, data?: EventData): void {
    this.setReading(
      nearestRaw(value, (raw) => this.unitsOf(raw)),
      data,
    );
  }

  /** Raises the event of the state when it changes. */
  setState(offset: number, asserted: boolean, data?: EventData): void {
    const single = new Set([offset]);
    const { states } = this.#input;
    this.setStates(asserted ? states.union(single) : states.difference(single), data);
  }

  /** All states at once. */
  setStates(states: ReadonlySet<number>, data?: EventData): void {
    this.#input = { ...this.#input, states };
    this.#scan(data);
  }

  /** §35.17: sets and clears flags of events. Those that are new are raised; the states of a discrete sensor follow. */
  setEvents(assertion: FlagChange, deassertion: FlagChange, data?: EventData): void {
    for (const offset of assertion.clear) this.#flags.clear(offset, "assertion");
    for (const offset of deassertion.clear) this.#flags.clear(offset, "deassertion");
    if (!this.definition.isThreshold) {
      const { states } = this.#input;
      this.setStates(states.union(assertion.set).difference(assertion.clear).difference(deassertion.set), data);
    }
    if (!this.#isWatched) return;
    for (const offset of assertion.set) this.#occur(offset, "assertion", data);
    for (const offset of deassertion.set) this.#occur(offset, "deassertion", data);
  }

  /** §35.12: the events named happen again if their conditions hold; left out: all. */
  rearm(events: EventSets = this.definition.supported): void {
    this.#flags.rearm(events);
    this.#scan();
  }

  /** Factors that hold at a raw reading, and the next reading for which there are others. CDh without numeric readings. */
  factorsAt(raw: number) {
    const { format, factors, factorTable } = this.definition;
    this.settings.needs(format !== "none", "numeric readings");
    return factorsAt(raw, factors, factorTable);
  }

  /** As at power-up; what is out there stays. Conditions that hold then are no news. */
  reset(): void {
    this.settings.reset();
    this.#seen = this.#input;
    this.#flags.begin(this.available ? this.#conditions() : new Set());
  }

  snapshot() {
    return {
      input: this.#input,
      seen: this.#seen,
      available: this.#available,
      settings: this.settings.snapshot(),
      flags: this.#flags.snapshot(),
    };
  }

  get #isWatched(): boolean {
    return this.settings.enables.scanning && this.available;
  }

  #changeAvailability(change: () => void): void {
    const before = this.available;
    change();
    if (!before && this.available) this.#scan();
    if (!before || this.available) return;
    this.#flags.suspend();
    this.#surroundings.changed(this);
  }

  /** Looks at what is out there, and raises the events of what has changed. */
  #scan(data?: EventData): void {
    if (!this.#isWatched) return;
    this.#seen = this.#input;
    if (this.definition.isThreshold) {
      for (const event of THRESHOLD_EVENTS) {
        const active = this.#flags.active.has(event.offset);
        if (this.#meets(event, active ? isLeft : isReached)) {
          this.#change(event.offset, active ? "deassertion" : "assertion", data);
        }
      }
    } else {
      for (const offset of this.#flags.active.difference(this.#seen.states)) this.#change(offset, "deassertion", data);
      for (const offset of this.#seen.states) this.#change(offset, "assertion", data);
    }
    this.#surroundings.changed(this);
  }

  #change(offset: number, direction: Direction, data: EventData | undefined): void {
    if (this.#flags.change(offset, direction)) this.#send(offset, direction, data);
  }

  #occur(offset: number, direction: Direction, data: EventData | undefined): void {
    if (this.#flags.occur(offset, direction)) this.#send(offset, direction, data);
  }

  #send(offset: number, direction: Direction, data: EventData = (at) => this.#dataOf(at)): void {
    const { messages, events } = this.settings.enables;
    if (!messages || !events[direction].has(offset)) return;
    const { type: sensorType, readingType } = this.settings.kind;
    const event = { deassertion: direction === "deassertion", type: readingType };
    const { number: sensorNumber, lun } = this.definition;
    this.#surroundings.raise({ sensorType, sensorNumber, event, data: data(offset) }, lun);
  }

  #dataOf(offset: number): Uint8Array {
    const threshold = THRESHOLD_EVENTS[offset]?.threshold;
    if (!this.definition.isThreshold || !threshold) return discreteEventData(offset);
    return thresholdEventData(offset, this.reading, this.settings.thresholds[threshold] ?? 0xff);
  }

  /** Events whose conditions hold now, hysteresis left out of account. */
  #conditions(): ReadonlySet<number> {
    if (!this.definition.isThreshold) return this.#seen.states;
    return new Set(THRESHOLD_EVENTS.filter((event) => this.#meets(event, isReached)).map(({ offset }) => offset));
  }

  #meets(event: ThresholdEvent, condition: typeof isLeft): boolean {
    const threshold = this.settings.thresholds[event.threshold];
    if (threshold === undefined) return false;
    const { format } = this.definition;
    return condition(event, toCount(this.reading, format), toCount(threshold, format), this.settings.hysteresis);
  }
}
