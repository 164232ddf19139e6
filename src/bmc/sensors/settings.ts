/** Settings of a sensor that software may change (IPMI §35.6–§35.11, §35.15–§35.16). */

import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { ReadingType } from "../../ipmi/reading-type.ts";
import { hexNumber } from "../../text/hex.ts";
import { oncePer } from "../once-per.ts";
import type { EventSets } from "./event-flags.ts";
import type { SensorDefinition } from "./options.ts";
import type { Hysteresis, Threshold, ThresholdValues } from "./thresholds.ts";

/** §35.10. */
export interface SensorEnables {
  /** Enable for all event messages of the sensor at once. */
  readonly messages: boolean;
  readonly scanning: boolean;
  readonly events: EventSets;
}

/** Codes of §42.2 and §42.1. */
export interface SensorKind {
  readonly type: number;
  readonly readingType: number;
}

export class SensorSettings {
  readonly #definition: SensorDefinition;
  readonly #changed: () => void;
  #kind: SensorKind;
  #thresholds: ThresholdValues;
  #hysteresis: Hysteresis;
  #enables: SensorEnables;

  /** Calls `changed` when the sensor must be scanned again. */
  constructor(definition: SensorDefinition, changed: () => void) {
    this.#definition = definition;
    this.#changed = changed;
    this.#kind = definition;
    this.#thresholds = definition.thresholds;
    this.#hysteresis = definition.hysteresis;
    this.#enables = powerUpEnables(definition);
  }

  get kind(): SensorKind {
    return this.#kind;
  }

  get thresholds(): ThresholdValues {
    return this.#thresholds;
  }

  get hysteresis(): Hysteresis {
    return this.#hysteresis;
  }

  get enables(): SensorEnables {
    return this.#enables;
  }

  /** Sets the given thresholds. CDh if the sensor has no settable ones; CCh, and no change, if a given one is not. */
  setThresholds(values: ThresholdValues): void {
    const { settableThresholds } = this.#definition;
    this.needs(settableThresholds.length > 0, "settable thresholds");
    const fixed = (Object.keys(values) as Threshold[]).filter((threshold) => !settableThresholds.includes(threshold));
    if (fixed.length > 0)
      throw new IpmiError(
        CompletionCode.InvalidDataField,
        `${fixed.join(", ")} is not settable; expected some of ${settableThresholds.join(", ")}`,
      );
    this.#thresholds = { ...this.#thresholds, ...values };
    this.#changed();
  }

  /** CDh if the hysteresis is not settable. */
  setHysteresis({ positive, negative }: Hysteresis): void {
    this.needs(this.#definition.hysteresis.access === "settable", "settable hysteresis");
    this.#hysteresis = { positive, negative };
    this.#changed();
  }

  /** Keeps unsupported events disabled. CDh if the sensor lacks enables for single events, or for all its messages. */
  setEnables({ messages, scanning, events }: SensorEnables): void {
    const { supported, eventControl } = this.#definition;
    this.needs(events === this.#enables.events || eventControl === "perEvent", "enables for single events");
    const hasControl = eventControl === "perEvent" || eventControl === "entireSensor";
    this.needs(messages === this.#enables.messages || hasControl, "an enable for its event messages");
    const assertion = events.assertion.intersection(supported.assertion);
    const deassertion = events.deassertion.intersection(supported.deassertion);
    this.#enables = { messages, scanning, events: { assertion, deassertion } };
    this.#changed();
  }

  /** CDh if the type is fixed; CCh if a threshold sensor would become discrete, or the reverse. */
  setKind({ type, readingType }: SensorKind): void {
    this.needs(this.#definition.typeSettable, "a settable type");
    if ((readingType === ReadingType.threshold) !== this.#definition.isThreshold) {
      const problem = `event/reading type ${hexNumber(readingType)} is of another class of sensor`;
      throw new IpmiError(CompletionCode.InvalidDataField, problem);
    }
    this.#kind = { type, readingType };
  }

  /** @throws IpmiError CDh without it */
  needs(has: boolean, what: string): void {
    if (has) return;
    const problem = `sensor ${hexNumber(this.#definition.number)} has no ${what}`;
    throw new IpmiError(CompletionCode.IllegalForSensor, problem);
  }

  /** Restores the settings at power-up. */
  reset(): void {
    this.#kind = this.#definition;
    this.#thresholds = this.#definition.thresholds;
    this.#hysteresis = this.#definition.hysteresis;
    this.#enables = powerUpEnables(this.#definition);
  }

  snapshot() {
    const { type, readingType } = this.#kind;
    const { positive, negative } = this.#hysteresis;
    return {
      kind: { type, readingType },
      thresholds: this.#thresholds,
      hysteresis: { positive, negative },
      enables: this.#enables,
    };
  }
}

const powerUpEnables = oncePer(({ initial, supported }: SensorDefinition): SensorEnables => {
  return { messages: initial.eventMessages, scanning: initial.scanning, events: supported };
});
