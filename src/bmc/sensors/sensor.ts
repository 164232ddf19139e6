/**
 * A sensor (IPMI chapters 35 and 36): its present input, the input that scanning saw last, and the events that changes
 * raise. Readings and thresholds are raw bytes.
 */
import type { SensorEvent } from "../event-generator.ts";
import { oncePer } from "../once-per.ts";
import { nearestRaw, toCount, toUnits } from "./conversion.ts";
import { discreteEventData, type EventData, thresholdEventData } from "./event-data.ts";
import { type Direction, EventFlags, type EventSets, NO_EVENTS } from "./event-flags.ts";
import { factorsAt } from "./factor-table.ts";
import { defineSensor, type SensorDefinition, type SensorOptions } from "./options.ts";
import { sensorRecord } from "./record.ts";
import { SensorSettings } from "./settings.ts";
import { isLeft, isReached, isUpper, THRESHOLD_EVENTS, THRESHOLDS, type ThresholdEvent } from "./thresholds.ts";

/** Input of a sensor: its reading and its states. */
export interface Observation {
  readonly reading: number;
  readonly states: ReadonlySet<number>;
}

/** Event offsets whose flags to set and to clear. */
export interface FlagChange {
  readonly set: ReadonlySet<number>;
  readonly clear: ReadonlySet<number>;
}

/** Callbacks of a sensor. */
export interface SensorDeps {
  /** Called with each event of a sensor at `lun`. */
  raise(event: SensorEvent, lun: number): void;
  /** Called after the sensor scanned its input or became unavailable. */
  changed(sensor: Sensor): void;
}

const initialObservation = oncePer(({ initial: { reading, states } }: SensorDefinition): Observation => {
  return { reading, states: new Set(states) };
});

export class Sensor {
  readonly definition: SensorDefinition;
  readonly settings: SensorSettings;
  /** SDR without an id, which a repository assigns; undefined if another sensor's record describes this one. */
  readonly record: Uint8Array | undefined;
  readonly #deps: SensorDeps;
  readonly #flags: EventFlags;
  #input: Observation;
  #seen: Observation;
  #available: boolean;
  #entityPresent = true;

  /** `ownerAddress` is the slave address of the controller that owns the sensor. */
  constructor(options: SensorOptions, ownerAddress: number, deps: SensorDeps) {
    this.definition = defineSensor(options);
    this.settings = new SensorSettings(this.definition, () => this.#scan());
    this.record = sensorRecord(this.definition, ownerAddress);
    this.#deps = deps;
    const { supported, rearm, initial } = this.definition;
    this.#flags = new EventFlags(supported, rearm === "manual");
    this.#available = initial.available;
    this.#input = initialObservation(this.definition);
    this.#seen = this.#input;
    this.reset();
  }

  /** If false, reading and states are meaningless, for example while the entity is absent. */
  get available(): boolean {
    return this.#available && this.#entityPresent;
  }

  set available(available: boolean) {
    this.#changeAvailability(() => {
      this.#available = available;
    });
  }

  /** Whether the monitored entity is present. Has no effect without `ignoreIfEntityAbsent`. */
  set entityPresent(present: boolean) {
    this.#changeAvailability(() => {
      this.#entityPresent = present || !this.definition.ignoreIfEntityAbsent;
    });
  }

  /** The reading that was scanned last. */
  get reading(): number {
    return this.#seen.reading;
  }

  /** The reading in units; undefined without a reading. */
  get value(): number | undefined {
    if (this.definition.format === "none" || !this.available) return undefined;
    return this.unitsOf(this.reading);
  }

  /** Converts a raw reading to units. CDh without numeric readings. */
  unitsOf(raw: number): number {
    const { format, linearization } = this.definition;
    return toUnits(raw, format, this.factorsAt(raw).factors, linearization);
  }

  /** Last scanned states of a discrete sensor; of a threshold sensor, the bits of the thresholds it has reached. */
  get states(): ReadonlySet<number> {
    if (!this.available) return new Set();
    if (!this.definition.isThreshold) return this.#seen.states;
    const reached = THRESHOLD_EVENTS.filter(
      (event) => event.goingHigh === isUpper(event.threshold) && this.#meets(event, isReached),
    );
    return new Set(reached.map(({ threshold }) => THRESHOLDS.indexOf(threshold)));
  }

  /** §35.14: the part of `states` that Get Sensor Reading returns, without thresholds that are not compared. */
  get toldStates(): ReadonlySet<number> {
    const { isThreshold, comparedThresholds } = this.definition;
    if (!isThreshold) return this.states;
    return this.states.intersection(new Set(comparedThresholds.map((threshold) => THRESHOLDS.indexOf(threshold))));
  }

  /** §35.13: events that happened and are not re-armed. */
  get events(): EventSets {
    return this.#flags.occurred;
  }

  /** Sets the reading, 0 to 255. Raises the events of the thresholds that it crosses. */
  setReading(reading: number, data?: EventData): void {
    this.#input = { ...this.#input, reading };
    this.#scan(data);
  }

  /** Sets the reading nearest to a value in units. CDh without numeric readings. */
  setValue(value: number, data?: EventData): void {
    this.setReading(
      nearestRaw(value, (raw) => this.unitsOf(raw)),
      data,
    );
  }

  /** Sets or clears one state. Raises its event if it changes. */
  setState(offset: number, asserted: boolean, data?: EventData): void {
    const single = new Set([offset]);
    const { states } = this.#input;
    this.setStates(asserted ? states.union(single) : states.difference(single), data);
  }

  /** Sets all states at once. */
  setStates(states: ReadonlySet<number>, data?: EventData): void {
    this.#input = { ...this.#input, states };
    this.#scan(data);
  }

  /** §35.17: sets and clears event flags. New events are raised, and the states of a discrete sensor follow. */
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

  /** §35.12: lets events happen again if their conditions hold. Defaults to all events. */
  rearm(events: EventSets = this.definition.supported): void {
    this.#flags.rearm(events);
    this.#scan();
  }

  /** Returns the factors at a raw reading, and the next reading with other factors. CDh without numeric readings. */
  factorsAt(raw: number) {
    const { format, factors, factorTable } = this.definition;
    this.settings.needs(format !== "none", "numeric readings");
    return factorsAt(raw, factors, factorTable);
  }

  /** Restores the power-up settings and keeps the input. Raises no events for conditions that hold. */
  reset(): void {
    this.settings.reset();
    this.#seen = this.#input;
    this.#flags.begin(this.available ? this.#conditions() : NO_EVENTS.assertion);
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
    this.#deps.changed(this);
  }

  /** Scans the input and raises the events of its changes. */
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
    this.#deps.changed(this);
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
    this.#deps.raise({ sensorType, sensorNumber, event, data: data(offset) }, lun);
  }

  #dataOf(offset: number): Uint8Array {
    const threshold = THRESHOLD_EVENTS[offset]?.threshold;
    if (!this.definition.isThreshold || !threshold) return discreteEventData(offset);
    return thresholdEventData(offset, this.reading, this.settings.thresholds[threshold] ?? 0xff);
  }

  /** Events whose conditions hold now, without hysteresis. */
  #conditions(): ReadonlySet<number> {
    if (!this.definition.isThreshold) return this.#seen.states;
    const reached = THRESHOLD_EVENTS.filter((event) => this.#meets(event, isReached));
    return reached.length > 0 ? new Set(reached.map(({ offset }) => offset)) : NO_EVENTS.assertion;
  }

  #meets(event: ThresholdEvent, condition: typeof isLeft): boolean {
    const threshold = this.settings.thresholds[event.threshold];
    if (threshold === undefined) return false;
    const { format } = this.definition;
    return condition(event, toCount(this.reading, format), toCount(threshold, format), this.settings.hysteresis);
  }
}
