/** Checks of the values of a sensor against each other, in the sensor's units. Raw bytes are not checked. */
import type { Findings } from "../values/findings.ts";
import type { Quantity } from "../values/quantity.ts";
import { unitSymbol } from "../values/units.ts";
import { IN_ORDER, type WrittenThresholds } from "./thresholds.ts";

export interface Unit {
  readonly base: number;
  readonly percentage: boolean;
}

/** A value with its path in the sensor. */
export interface Placed {
  readonly path: readonly PropertyKey[];
  readonly quantity: Quantity;
}

const ORDER = IN_ORDER.join(" <= ").replace("lowerNonCritical <=", "lowerNonCritical <");

export function checkUnit({ path, quantity }: Placed, unit: Unit, findings: Findings): void {
  if (quantity.kind === "raw" || !quantity.unit) return;
  const { base, percentage } = quantity.unit;
  if (base === unit.base && percentage === unit.percentage) return;
  const written = `${quantity.value} ${unitSymbol(quantity.unit)}`;
  const sensors = unitSymbol(unit);
  if (unit.base === 0 && !unit.percentage) {
    findings.problem(
      path,
      `the value is ${written}, but the sensor has no units; add units: ${unitSymbol(quantity.unit)}`,
    );
  } else findings.problem(path, `the value is ${written}; expected a number in ${sensors}, the sensor's unit`);
}

export interface Ends {
  readonly range?: readonly [Quantity, Quantity] | undefined;
  readonly minimum?: Quantity | undefined;
  readonly maximum?: Quantity | undefined;
}

/**
 * Checks the range itself, and that all values are inside. A value outside `range` is a problem, because the factors
 * are chosen for that range. A value outside `minimum` and `maximum` is only a warning: real sensors read values that their
 * records do not cover. `print` shows a number with its unit.
 */
export function checkRange(
  values: readonly Placed[],
  { range, minimum = range?.[0], maximum = range?.[1] }: Ends,
  print: (value: number) => string,
  findings: Findings,
): void {
  const low = minimum?.kind === "units" ? minimum.value : Number.NEGATIVE_INFINITY;
  const high = maximum?.kind === "units" ? maximum.value : Number.POSITIVE_INFINITY;
  const find = (path: readonly PropertyKey[], sentence: string) =>
    range ? findings.problem(path, sentence) : findings.warning(path, sentence);
  if (low >= high) {
    find(
      [range ? "range" : "minimum"],
      `from ${print(low)} to ${print(high)}; expected the lowest value first, then a higher one`,
    );
    return;
  }
  for (const { path, quantity } of values) {
    if (quantity.kind === "raw" || (quantity.value >= low && quantity.value <= high)) continue;
    const end = quantity.value < low ? `below its lowest, ${print(low)}` : `above its highest, ${print(high)}`;
    find(path, `${print(quantity.value)} is ${end}; expected a value within the range, or a wider range`);
  }
}

/** Warns of thresholds out of order. Real machines have such records, so they are allowed. */
export function checkOrder(thresholds: WrittenThresholds, print: (value: number) => string, findings: Findings): void {
  const given = IN_ORDER.flatMap((name) => {
    const { key, quantity } = thresholds[name] ?? {};
    return key !== undefined && quantity?.kind === "units" ? [{ name, key, value: quantity.value }] : [];
  });
  for (const [index, { name, key, value }] of given.entries()) {
    const below = given[index - 1];
    if (!below || value > below.value) continue;
    const isOtherHalf = name.startsWith("upper") && below.name.startsWith("lower");
    if (value === below.value && !isOtherHalf) continue;
    const relation = value === below.value ? "is no higher than" : "is lower than";
    const sentence = `${print(value)} ${relation} ${below.key}, ${print(below.value)}; expected ${ORDER}`;
    findings.warning(["thresholds", key], sentence);
  }
}
