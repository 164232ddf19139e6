/** The states and events of a sensor: names become offsets, now that its kind is known. */
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

/** Without states that were given, a discrete sensor has all that its kind has names for. */
export function offsetsOf(settings: StateSettings, { readingType, isThreshold }: ResolvedKind, findings: Findings) {
  const names = isThreshold ? THRESHOLD_EVENTS : statesOf(settings.type, readingType);
  const find = (key: "states" | "asserted" | "assertionEvents" | "deassertionEvents") =>
    settings[key]?.map((word, index) => offsetOf(word, names, [key, index], findings));
  const reported = find("states") ?? (isThreshold ? [] : Object.values(names));
  const atFirst = find("asserted") ?? [];
  for (const [index, offset] of atFirst.entries()) {
    if (reported.includes(offset) || findings.hasProblems) continue;
    // Real machines do so: a warning.
    findings.warning(["asserted", index], "not among the states that it can report; expected one of states");
  }
  return {
    states: reported,
    asserted: atFirst,
    assertionEvents: find("assertionEvents"),
    deassertionEvents: find("deassertionEvents"),
  };
}

/** The number itself, or the one that the name stands for; 0 where it stands for none. `names` are those that do. */
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
