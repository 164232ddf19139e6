/**
 * The only file that walks through a source. A source is read in this order, because each step needs the one before:
 *
 * 1. `readSource` runs before the sensor's conversion factors are chosen. It checks units and collects the values that
 *    the source reaches; the factors are chosen to show these.
 * 2. `settleSource` runs when the factors are known. It turns raw bytes into values by the factors, and names into
 *    states of the sensor's kind. Only then are there numbers to compare, so `checkFit` (source-fit.ts) comes last.
 * 3. `checkSources` (source-checks.ts) runs when all sensors of the machine are known. It finds the sensors that other
 *    sensors follow. It walks through no source: `readSource` has collected the values in units of the followed sensor.
 */
import type { Findings } from "../values/findings.ts";
import type { Quantity } from "../values/quantity.ts";
import { checkUnit, type Placed, type Unit } from "./checks.ts";
import type { Conversion } from "./conversion.ts";
import type { Movement } from "./raw-values.ts";
import { checkFit } from "./source-fit.ts";
import type { OfFollowed } from "./source-follow.ts";
import type { SourceWithNumbers, WrittenSource } from "./source-shape.ts";
import type { StateWord } from "./source-signals.ts";
import { statesOf } from "./state-names.ts";
import { offsetOf } from "./states.ts";

/** Values that are distances: no raw byte stands for them. */
const DISTANCES = ["amplitude", "step"];

export interface ReadSource {
  readonly movement: Movement;
  /** Values in units of the followed sensor; their paths begin at the source. */
  readonly valuesOfFollowed: readonly Placed[];
}

export const NO_SOURCE: ReadSource = { movement: { values: [], differences: [], reach: [] }, valuesOfFollowed: [] };

/** Step 1: the values of the source, as far as they are known without conversion factors. */
export function readSource(source: WrittenSource, unit: Unit, findings: Findings): ReadSource {
  const valuesOfFollowed: Placed[] = [];
  const numbers = withNumbers(source, {
    value(quantity, path, of) {
      const placed: Placed = { path: ["source", ...path], quantity };
      if (of === "sensor") checkUnit(placed, unit, findings);
      else valuesOfFollowed.push({ path, quantity });
      if (quantity.kind === "units") return quantity.value;
      if (of === "followed" || isDistance(path)) {
        findings.problem(placed.path, "the value is a raw byte; expected a number in units");
      }
      return Number.NaN;
    },
    state: () => 0,
  });
  const reached = reachOf(numbers).filter(Number.isFinite);
  const isExact = numbers.kind !== "sine" && numbers.kind !== "follow";
  const movement = { ...NO_SOURCE.movement, ...(isExact ? { values: reached } : { reach: reached }) };
  return { movement, valuesOfFollowed };
}

/** The properties of a sensor that decide which sources it can have. */
export interface Moved {
  readonly type: number;
  readonly readingType: number;
  readonly isNumeric: boolean;
  /** Offsets that it can report. */
  readonly states: readonly number[];
}

/** Step 2: numbers for raw bytes and names. `conversion` is undefined without a reading or after a problem. */
export function settleSource(
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
      findings.problem(place, "the sensor does not report this state; expected one of its states");
      return offset;
    },
  });
  if (!findings.hasProblems) checkFit(settled, sensor.isNumeric, findings);
  return settled;
}

function isDistance(path: readonly PropertyKey[]): boolean {
  return DISTANCES.includes(String(path.at(-1)));
}

/** Returns the number for a value or a state; `path` begins at the source. */
interface NumberOf {
  value(quantity: Quantity, path: readonly PropertyKey[], of: "sensor" | "followed"): number;
  state(word: string | number, path: readonly PropertyKey[]): number;
}

function withNumbers(source: WrittenSource, numberOf: NumberOf): SourceWithNumbers {
  return numbered(source, [], numberOf) as SourceWithNumbers;
}

function numbered(written: unknown, path: readonly PropertyKey[], numberOf: NumberOf): unknown {
  if (typeof written !== "object" || written === null) return written;
  if (Array.isArray(written)) return written.map((item, index) => numbered(item, [...path, index], numberOf));
  if ("word" in written) return numberOf.state((written as StateWord).word, path);
  if ("ofFollowed" in written) return numberOf.value((written as OfFollowed).ofFollowed, path, "followed");
  if ("kind" in written && (written.kind === "units" || written.kind === "raw")) {
    return numberOf.value(written as Quantity, path, "sensor");
  }
  // The schema adds `input` and `how`; the keys under them are written without these.
  const place = (key: string) => (key === "input" || key === "how" ? path : [...path, key]);
  return Object.fromEntries(
    Object.entries(written).map(([key, inner]) => [key, numbered(inner, place(key), numberOf)]),
  );
}

/** The values, in the sensor's units, that the source is certain to reach. */
function reachOf(source: SourceWithNumbers): readonly number[] {
  switch (source.kind) {
    case "constant":
      return [source.input.value];
    case "ramp":
      return [source.from, source.to];
    case "sine":
      return [source.mean - source.amplitude, source.mean + source.amplitude];
    case "square":
      return [source.low, source.high];
    case "randomWalk":
      return [source.start, source.min, source.max];
    case "script":
      return source.steps.flatMap(({ input }) => ("value" in input ? [input.value] : []));
    case "follow":
      return typeof source.how === "object" && "to" in source.how ? source.how.to : [];
    default:
      return [];
  }
}
