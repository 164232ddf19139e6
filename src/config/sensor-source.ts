/** The source of a sensor beside the rest of it: its values in the sensor's units, its states by name, and what fits what. */
import type { Findings } from "./findings.ts";
import { checkUnit, type Placed, type Unit } from "./sensor-checks.ts";
import type { Conversion } from "./sensor-conversion.ts";
import type { Movement } from "./sensor-values.ts";
import { reachOf, type SourceWithNumbers, type WrittenSource, withNumbers } from "./source.ts";

/** Kinds that give a sensor with a numeric reading its values, and no other. */
const NUMERIC = ["constant", "ramp", "sine", "square", "randomWalk"];
/** Not a value but a distance: no raw byte has it. */
const DISTANCES = ["amplitude", "step"];

export const NOT_MOVED: Movement = { values: [], differences: [], reach: [] };

/** What it will show, as far as that is known before its factors are. */
export function movementOf(source: WrittenSource, unit: Unit, findings: Findings): Movement {
  const numbers = withNumbers(source, (quantity, path, of) => {
    const placed: Placed = { path: ["source", ...path], quantity };
    if (of === "sensor") checkUnit(placed, unit, findings);
    if (quantity.kind === "units") return quantity.value;
    if (of === "followed" || DISTANCES.includes(String(path.at(-1)))) {
      findings.problem(placed.path, "a raw byte means nothing here; expected a number in units");
    }
    return Number.NaN;
  });
  const reach = reachOf(numbers).filter(Number.isFinite);
  return { ...NOT_MOVED, ...(numbers.kind === "sine" || numbers.kind === "follow" ? { reach } : { values: reach }) };
}

/** With numbers for raw bytes. `conversion` is that of a numeric sensor whose factors could be found. */
export function settledSource(
  source: WrittenSource,
  isNumeric: boolean,
  states: readonly number[],
  conversion: Conversion | undefined,
  findings: Findings,
): SourceWithNumbers {
  const settled = withNumbers(source, (quantity, path, of) => {
    if (quantity.kind === "raw") return conversion?.unitsOf(quantity.raw) ?? 0;
    const isShown = of === "sensor" && !DISTANCES.includes(String(path.at(-1)));
    if (isShown) conversion?.raw(quantity, ["source", ...path]);
    return quantity.value;
  });
  if (!findings.hasProblems) checkSource(settled, isNumeric, states, findings);
  return settled;
}

/** Whether it says what such a sensor shows: values, or `states`. */
function checkSource(source: SourceWithNumbers, isNumeric: boolean, states: readonly number[], findings: Findings) {
  const wrong = (path: readonly PropertyKey[], says: string) => findings.problem(["source", ...path], says);
  const reports = `expected some of the states that it can report: ${states.join(", ")}`;
  const checkStates = (path: readonly PropertyKey[], given: readonly number[]) => {
    if (isNumeric) wrong(path, "a sensor with a numeric reading has no states to set; expected a value");
    else if (!given.every((state) => states.includes(state))) wrong(path, reports);
  };
  if (!isNumeric && NUMERIC.includes(source.kind)) {
    wrong(["kind"], `a sensor with states has no values, so no ${source.kind}; expected script, file, follow or guest`);
  }
  if (source.kind === "script") {
    for (const [index, { input }] of source.steps.entries()) {
      const path = ["steps", index];
      if ("states" in input) checkStates([...path, "states"], input.states);
      if ("value" in input && !isNumeric)
        wrong([...path, "value"], "a sensor with states has no value; expected states");
    }
  }
  if (source.kind === "randomWalk" && !(source.min <= source.start && source.start <= source.max)) {
    wrong(["start"], "expected a value from min to max");
  }
  if (source.kind !== "follow") return;
  const { how } = source;
  if (how === "states") {
    if (isNumeric)
      wrong(
        [],
        "a sensor with a numeric reading follows with from and to: two values of the other one, and two of its own",
      );
  } else if ("at" in how) {
    checkStates(["below"], how.below);
    checkStates(["above"], how.above);
  } else {
    if (!isNumeric) wrong(["to"], "a sensor with states has no values; expected at, below and above");
    if (how.from[0] === how.from[1]) wrong(["from"], "expected two different values");
  }
}
