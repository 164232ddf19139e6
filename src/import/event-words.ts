/** Converts the states and events of a sensor's record to names, or to offsets if they have no names. */
import { isUpper, THRESHOLDS, type Threshold } from "../bmc/sensors/thresholds.ts";
import { THRESHOLD_EVENTS } from "../config/sensors/codes.ts";
import { statesOf } from "../config/sensors/state-names.ts";
import { ReadingType } from "../ipmi/reading-type.ts";
import type { Settings } from "./settings.ts";
import { existingThresholds } from "./threshold-masks.ts";

/** First bit of the comparisons in a threshold sensor's masks. */
const FIRST_COMPARISON = 12;

interface EventFields {
  readonly type: number;
  readonly readingType: { readonly code: number };
  readonly assertions: ReadonlySet<number>;
  readonly deassertions: ReadonlySet<number>;
  readonly readable: ReadonlySet<number>;
}

export function stateWords(
  offsets: readonly number[],
  type: number,
  readingType: number,
): readonly (number | string)[] {
  const names = Object.entries(statesOf(type, readingType));
  return offsets.map((offset) => names.find(([, known]) => known === offset)?.[0] ?? offset);
}

/** Returns the event settings; empty if they are the defaults. */
export function eventWords(fields: EventFields): Settings {
  const { type, readingType, assertions, deassertions, readable } = fields;
  if (readingType.code !== ReadingType.threshold) {
    const words = (events: ReadonlySet<number>) => stateWords([...events], type, readingType.code);
    return unusual(assertions, deassertions, readable, words);
  }
  const events = (mask: ReadonlySet<number>) => new Set([...mask].filter((offset) => offset < FIRST_COMPARISON));
  const usual = new Set(existingThresholds(fields).map(usualEvent));
  return unusual(events(assertions), events(deassertions), usual, (offsets) => thresholdEventWords([...offsets]));
}

export function thresholdEventWords(offsets: readonly number[]): readonly (number | string)[] {
  const names = Object.entries(THRESHOLD_EVENTS);
  return offsets.map((offset) => names.find(([, known]) => known === offset)?.[0] ?? offset);
}

function unusual(
  assertions: ReadonlySet<number>,
  deassertions: ReadonlySet<number>,
  usual: ReadonlySet<number>,
  words: (events: ReadonlySet<number>) => readonly (number | string)[],
): Settings {
  const same = (events: ReadonlySet<number>) => events.symmetricDifference(usual).size === 0;
  return {
    assertionEvents: same(assertions) ? undefined : words(assertions),
    deassertionEvents: same(deassertions) ? undefined : words(deassertions),
  };
}

/** The default event of a threshold: lower going low, upper going high. */
function usualEvent(threshold: Threshold): number {
  return 2 * THRESHOLDS.indexOf(threshold) + (isUpper(threshold) ? 1 : 0);
}
