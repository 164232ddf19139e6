/** States and events of a sensor: turns names into offsets by the sensor's kind. */
import type { ResolvedKind } from "../../bmc/sensors/resolve-kind.ts";
import type { Findings } from "../values/findings.ts";
import { type Codes, codeOf, unknownName } from "../values/names.ts";
import { THRESHOLD_EVENTS } from "./codes.ts";
import { statesOf } from "./state-names.ts";

type Words = readonly (number | string)[] | undefined;

export interface StateSettings {
  readonly type: number;
  readonly states?: Words;
  readonly asserted?: Words;
  readonly assertionEvents?: Words;
  readonly deassertionEvents?: Words;
}

/** Looks up all names. `states` of a discrete sensor default to all states that its kind has names for. */
export function offsetsOf(settings: StateSettings, { readingType, isThreshold }: ResolvedKind, findings: Findings) {
  const names = isThreshold ? THRESHOLD_EVENTS : statesOf(settings.type, readingType);
  const find = (key: "states" | "asserted" | "assertionEvents" | "deassertionEvents") =>
    settings[key]?.map((word, index) => offsetOf(word, names, [key, index], findings));
  const reported = find("states") ?? (isThreshold ? [] : Object.values(names));
  const atFirst = find("asserted") ?? [];
  for (const [index, offset] of atFirst.entries()) {
    if (reported.includes(offset) || findings.hasProblems) continue;
    // A warning only, because real machines have such sensors.
    findings.warning(["asserted", index], "the sensor does not report this state; expected one of its states");
  }
  return {
    states: reported,
    asserted: atFirst,
    assertionEvents: find("assertionEvents"),
    deassertionEvents: find("deassertionEvents"),
  };
}

/** Returns the offset for a number or a name. Reports an unknown name, and returns 0. */
export function offsetOf(
  word: number | string,
  names: Codes,
  path: readonly PropertyKey[],
  findings: Findings,
): number {
  const offset = typeof word === "number" ? word : codeOf(word, names);
  if (offset !== undefined) return offset;
  const isNamed = Object.keys(names).length > 0;
  const unnamed = `states of this kind of sensor have no names; expected an offset from 0 to 14`;
  findings.problem(
    path,
    isNamed ? unknownName(path[0]?.toString().endsWith("Events") ? "event" : "state", String(word), names) : unnamed,
  );
  return 0;
}
