/** The source of a sensor beside the rest of it: its values in the sensor's units, its states by name, and what fits what. */
import type { Findings } from "../values/findings.ts";
import { checkUnit, type Placed, type Unit } from "./checks.ts";
import type { Conversion } from "./conversion.ts";
import type { Movement } from "./raw-values.ts";
import { reachOf, type SourceWithNumbers, type WrittenSource, withNumbers } from "./source-shape.ts";
import { statesOf } from "./state-names.ts";
import { offsetOf } from "./states.ts";

/** Kinds that give a sensor with a numeric reading its values, and no other. */
const NUMERIC = ["constant", "ramp", "sine", "square", "randomWalk"];
/** Not a value but a distance: no raw byte has it. */
const DISTANCES = ["amplitude", "step"];

export const NOT_MOVED: Movement = { values: [], differences: [], reach: [] };

/** What of the sensor decides which sources it can have. */
export interface Moved {
  readonly type: number;
  readonly readingType: number;
  readonly isNumeric: boolean;
  /** That it can report. */
  readonly states: readonly number[];
}

/** What it will show, as far as that is known before its factors are. */
export function movementOf(source: WrittenSource, unit: Unit, findings: Findings): Movement {
  const numbers = withNumbers(source, {
    value(quantity, path, of) {
      const placed: Placed = { path: ["source", ...path], quantity };
      if (of === "sensor") checkUnit(placed, unit, findings);
      if (quantity.kind === "units") return quantity.value;
      if (of === "followed" || isDistance(path)) {
        findings.problem(placed.path, "a raw byte means nothing here; expected a number in units");
      }
      return Number.NaN;
    },
    state: () => 0,
  });
  const reach = reachOf(numbers).filter(Number.isFinite);
  return { ...NOT_MOVED, ...(numbers.kind === "sine" || numbers.kind === "follow" ? { reach } : { values: reach }) };
}

/** Its values of another sensor. */
export function valuesOfFollowed(source: WrittenSource): readonly Placed[] {
  const placed: Placed[] = [];
  withNumbers(source, {
    value: (quantity, path, of) => (of === "followed" ? placed.push({ path, quantity }) : 0),
    state: () => 0,
  });
  return placed;
}

/** With numbers for raw bytes and names. `conversion` is that of a numeric sensor whose factors could be found. */
export function settledSource(
  source: WrittenSource,
  sensor: Moved,
  conversion: Conversion | undefined,
  findings: Findings,
): SourceWithNumbers {
  const names = statesOf(sensor.type, sensor.readingType);
  const settled = withNumbers(source, {
    value(quantity, path, of) {
      if (quantity.kind === "raw") return conversion?.unitsOf(quantity.raw) ?? 0;
      if (of === "sensor" && !isDistance(path)) conversion?.raw(quantity, ["source", ...path]);
      return quantity.value;
    },
    state(word, path) {
      const place = ["source", ...path];
      if (sensor.states.length === 0) {
        findings.problem(place, "a sensor with a reading has no states to set; expected a value");
        return 0;
      }
      const offset = offsetOf(word, names, place, findings);
      if (sensor.states.includes(offset)) return offset;
      findings.problem(place, "not among the states that it can report; expected one of states");
      return offset;
    },
  });
  if (!findings.hasProblems) checkKind(settled, sensor.isNumeric, findings);
  return settled;
}

function isDistance(path: readonly PropertyKey[]): boolean {
  return DISTANCES.includes(String(path.at(-1)));
}

/** Whether it gives values to what has a reading, and none to what has not. */
function checkKind(source: SourceWithNumbers, isNumeric: boolean, findings: Findings): void {
  const wrong = (path: readonly PropertyKey[], says: string) => findings.problem(["source", ...path], says);
  if (!isNumeric && NUMERIC.includes(source.kind)) {
    wrong(["kind"], `a sensor with states has no values, so no ${source.kind}; expected script, file, follow or guest`);
  }
  if (source.kind === "script" && !isNumeric) {
    const index = source.steps.findIndex(({ input }) => "value" in input);
    if (index >= 0) wrong(["steps", index, "value"], "a sensor with states has no value; expected states");
  }
  if (source.kind === "randomWalk" && !(source.min <= source.start && source.start <= source.max)) {
    wrong(["start"], "expected a value from min to max");
  }
  if (source.kind !== "follow") return;
  const { how } = source;
  if (how === "states") {
    if (isNumeric) wrong([], "expected from, two values of the other sensor, and to, what becomes of them here");
  } else if ("to" in how) {
    if (!isNumeric) wrong(["to"], "a sensor with states has no values; expected at, below and above");
    if (how.from[0] === how.from[1]) wrong(["from"], "expected two different values");
  }
}
