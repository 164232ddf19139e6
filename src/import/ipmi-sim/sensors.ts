/** Converts a sensor of ipmi_sim to an entry of `sensors`. ipmi_sim has no units: its values are raw readings. */
import { THRESHOLDS } from "../../bmc/sensors/thresholds.ts";
import { SENSOR_TYPES } from "../../config/sensors/codes.ts";
import { ReadingType } from "../../ipmi/reading-type.ts";
import { nameOfCode } from "../code-names.ts";
import { stateWords, thresholdEventWords } from "../event-words.ts";
import { numberedName } from "../names.ts";
import { inHex, type Settings, said } from "../settings.ts";
import type { SimSensor } from "./controller.ts";

const STATES = 15;

export function sensorSettings(sensor: SimSensor): Settings {
  const { number, lun, type, readingType, source, events } = sensor;
  const isThreshold = readingType === ReadingType.threshold;
  const states = (offsets: readonly number[]) => stateWords(offsets, type, readingType);
  const eventsOf = (offsets: readonly number[]) =>
    isThreshold ? thresholdEventWords(offsets.filter(isRaised)) : states(offsets);
  return said({
    number: inHex(number),
    lun: lun === 0 ? undefined : lun,
    name: numberedName(sensor),
    type: nameOfCode(type, SENSOR_TYPES) ?? inHex(type),
    // No sensor of ipmi_sim knows of another one.
    ignoreIfEntityAbsent: false,
    recordKind: sensor.isEventOnly ? "eventOnly" : undefined,
    ...(isThreshold ? thresholdWords(sensor) : stateWordsOf(sensor, states)),
    assertionEvents: eventsOf(events?.assertions ?? []),
    deassertionEvents: eventsOf(events?.deassertions ?? []),
    eventControl: events && events.control !== "perEvent" ? events.control : undefined,
    source,
    available: sensor.isEventOnly ? false : undefined,
    scanning: events?.scanning ? undefined : false,
    eventMessages: events?.enabled ? undefined : false,
  });
}

/** Whether ipmi_sim raises an event. It enables lower going high and upper going low, but never raises them. */
function isRaised(offset: number): boolean {
  const isUpper = offset >= THRESHOLDS.length;
  return (offset % 2 === 1) === isUpper;
}

function readingWord(code: number) {
  return code === ReadingType.threshold ? undefined : (nameOfCode(code, ReadingType) ?? inHex(code));
}

function thresholdWords({ value, source, thresholds, hysteresis }: SimSensor): Settings {
  const { access, enabled, values } = thresholds;
  const present = THRESHOLDS.filter((_threshold, place) => access !== "none" && enabled.includes(place));
  const { positive, negative } = hysteresis;
  return {
    units: "none",
    m: 1,
    format: "unsigned",
    reading: source ? undefined : (value ?? 0),
    thresholds:
      present.length > 0
        ? Object.fromEntries(present.map((threshold) => [threshold, values[THRESHOLDS.indexOf(threshold)] ?? 0]))
        : undefined,
    settableThresholds: present.length > 0 && access !== "settable" ? [] : undefined,
    readableThresholds: access === "fixed" && present.length > 0 ? [] : undefined,
    hysteresis: {
      access: hysteresis.access,
      ...(positive === 0 ? {} : { positive }),
      ...(negative === 0 ? {} : { negative }),
    },
  };
}

/**
 * Returns the states that can be asserted. ipmi_sim has no such list: the mentioned ones, or all if a file sets them.
 */
function stateWordsOf(
  { asserted, readingType, source, events }: SimSensor,
  words: (offsets: readonly number[]) => readonly (number | string)[],
): Settings {
  const all = Array.from({ length: STATES }, (_, offset) => offset);
  const spokenOf = new Set([...(events?.assertions ?? []), ...(events?.deassertions ?? []), ...asserted]);
  const states = source || spokenOf.size === 0 ? all : all.filter((offset) => spokenOf.has(offset));
  return {
    readingType: readingType === ReadingType.sensorSpecific ? undefined : readingWord(readingType),
    states: words(states),
    asserted: asserted.size > 0 ? words([...asserted]) : undefined,
  };
}
