/** Checks that a source fits its sensor: values for a sensor with a reading, states for one without. */
import type { Findings } from "../values/findings.ts";
import type { SourceWithNumbers } from "./source-shape.ts";

/** Kinds of sources that give values, never states. */
const NUMERIC = ["constant", "ramp", "sine", "square", "randomWalk"];

export function checkFit(source: SourceWithNumbers, isNumeric: boolean, findings: Findings): void {
  const wrong = (path: readonly PropertyKey[], sentence: string) => findings.problem(["source", ...path], sentence);
  if (!isNumeric && NUMERIC.includes(source.kind)) {
    wrong(["kind"], `a sensor with states has no values, so no ${source.kind}; expected script, file, follow or guest`);
  }
  if (source.kind === "script" && !isNumeric) {
    const index = source.steps.findIndex(({ input }) => "value" in input);
    if (index >= 0) wrong(["steps", index, "value"], "a sensor with states has no value; expected states");
  }
  if (source.kind === "randomWalk" && !(source.min <= source.start && source.start <= source.max)) {
    wrong(["start"], "the start is outside of min and max; expected a value from min to max");
  }
  if (source.kind !== "follow") return;
  const { how } = source;
  if (how === "states") {
    if (isNumeric)
      wrong(
        [],
        "a sensor with a reading needs from and to; expected two values of the other sensor and their values here",
      );
  } else if ("to" in how) {
    if (!isNumeric) wrong(["to"], "a sensor with states has no values; expected at, below and above");
    if (how.from[0] === how.from[1]) wrong(["from"], "both values are equal; expected two different values");
  }
}
