/** Values of a sensor: chooses conversion factors for them and converts them to raw bytes. */

import { beforeFunction, type Linearization, type NumericFormat } from "../../bmc/sensors/conversion.ts";
import type { FactorTable } from "../../bmc/sensors/factor-table.ts";
import { THRESHOLDS, type Threshold } from "../../bmc/sensors/thresholds.ts";
import type { Findings } from "../values/findings.ts";
import type { Quantity } from "../values/quantity.ts";
import { unitSymbol } from "../values/units.ts";
import { checkOrder, checkRange, checkUnit, type Placed, type Unit } from "./checks.ts";
import { Conversion } from "./conversion.ts";
import { chooseFactors, type Factors, type Wanted } from "./factors.ts";
import type { WrittenThresholds } from "./thresholds.ts";

const VALUES = ["reading", "nominal", "normalMaximum", "normalMinimum", "maximum", "minimum"] as const;
const FACTORS = ["m", "b", "bExponent", "rExponent"] as const;

export type ValueSettings = { readonly [K in (typeof VALUES)[number]]?: Quantity | undefined } & {
  readonly [K in (typeof FACTORS)[number]]?: number | undefined;
} & {
  readonly range?: readonly [Quantity, Quantity] | undefined;
  readonly resolution?: Quantity | undefined;
  readonly thresholds: WrittenThresholds;
  readonly hysteresis: { readonly positive: Quantity; readonly negative: Quantity };
  readonly format?: NumericFormat | undefined;
  readonly linearization: Linearization;
  readonly tolerance: number;
  readonly accuracy: number;
  readonly accuracyExponent: number;
  /** Code of the direction. */
  readonly direction: number;
  readonly factorTable: FactorTable;
};

/** Values of the sensor's source, in the sensor's units. */
export interface Movement {
  readonly values: readonly number[];
  readonly differences: readonly number[];
  /** Values that the source reaches, not necessarily exactly. */
  readonly reach: readonly number[];
}

/** Returns undefined if a unit is wrong: then no other check of the values makes sense. */
export function rawValues(settings: ValueSettings, unit: Unit, movement: Movement, findings: Findings) {
  const values = placedValues(settings);
  const differences = placedDifferences(settings);
  for (const each of [...values, ...differences]) checkUnit(each, unit, findings);
  const { range, resolution: apart } = settings;
  if (range && settings.minimum) findings.problem(["minimum"], "range is set too; expected one of the two");
  if (range && settings.maximum) findings.problem(["maximum"], "range is set too; expected one of the two");
  if (apart?.kind === "raw" || (apart && apart.value <= 0))
    findings.problem(["resolution"], "expected a number above 0");
  if (findings.hasProblems) return undefined;

  const { tolerance, accuracy, accuracyExponent, direction, linearization, factorTable } = settings;
  const chosen = explicitFactors(settings) ?? chooseFactors(wantedOf(settings, values, differences, movement));
  const { format, ...converting } = chosen;
  const factors = { ...converting, tolerance, accuracy, accuracyExponent, direction };
  const symbol = unit.base === 0 && !unit.percentage ? "" : unitSymbol(unit);
  const resolution = inUnits(settings.resolution);
  const remedy = remedyFor(settings);
  const conversion = new Conversion(
    { format, linearization, factors, factorTable, symbol, resolution, remedy },
    findings,
  );

  const { thresholds, hysteresis } = settings;
  const print = (value: number) => conversion.print(value);
  checkRange(values, settings, print, findings);
  checkOrder(thresholds, print, findings);
  const raws = new Map(
    values.map((each) => [each.path.join("."), conversion.raw(each.quantity, each.path, !isEnd(each))]),
  );
  const raw = (...path: readonly PropertyKey[]) => raws.get(path.join("."));
  return {
    conversion,
    format,
    factors,
    reading: raw("reading") ?? raw("nominal") ?? conversion.nearest(0),
    range: {
      nominal: raw("nominal"),
      normalMaximum: raw("normalMaximum"),
      normalMinimum: raw("normalMinimum"),
      maximum: raw("maximum") ?? raw("range", 1),
      minimum: raw("minimum") ?? raw("range", 0),
    },
    thresholds: Object.fromEntries(
      THRESHOLDS.map((name) => [name, raw("thresholds", thresholds[name]?.key ?? "")] as const),
    ) as Readonly<Record<Threshold, number | undefined>>,
    hysteresis: {
      positive: conversion.counts(hysteresis.positive, ["hysteresis", "positive"]),
      negative: conversion.counts(hysteresis.negative, ["hysteresis", "negative"]),
    },
  };
}

function placedValues(settings: ValueSettings): readonly Placed[] {
  const { range = [], thresholds } = settings;
  const single = VALUES.map((name) => ({ path: [name], quantity: settings[name] }));
  const ends = range.map((quantity, index) => ({ path: ["range", index], quantity }));
  const limits = Object.values(thresholds).map(({ key, quantity }) => ({ path: ["thresholds", key], quantity }));
  return [...single, ...ends, ...limits].flatMap(({ path, quantity }) => (quantity ? [{ path, quantity }] : []));
}

function placedDifferences({ hysteresis, resolution }: ValueSettings): readonly Placed[] {
  const { positive, negative } = hysteresis;
  return [
    { path: ["hysteresis", "positive"], quantity: positive },
    { path: ["hysteresis", "negative"], quantity: negative },
    ...(resolution ? [{ path: ["resolution"], quantity: resolution }] : []),
  ];
}

/** Returns undefined if no factor is given: they are then chosen. */
function explicitFactors({ m, b, bExponent, rExponent, factorTable, format }: ValueSettings): Factors | undefined {
  const given = [m, b, bExponent, rExponent].some((factor) => factor !== undefined);
  if (!given && factorTable.length === 0) return undefined;
  return { m: m ?? 1, b: b ?? 0, bExponent: bExponent ?? 0, rExponent: rExponent ?? 0, format: format ?? "unsigned" };
}

function wantedOf(
  settings: ValueSettings,
  values: readonly Placed[],
  differences: readonly Placed[],
  movement: Movement,
): Wanted {
  const { linearization, format, range, minimum, maximum, resolution } = settings;
  const before = (given: readonly number[]) =>
    given.map((value) => tidy(beforeFunction(value, linearization))).filter(Number.isFinite);
  const numbers = (placed: readonly Placed[]) => placed.flatMap(({ quantity }) => inUnits(quantity) ?? []);
  const ends = before((range ?? [minimum, maximum]).flatMap((end) => inUnits(end) ?? []));
  const isLinear = linearization === "linear";
  return {
    values: before([...numbers(values.filter((each) => !isEnd(each))), ...movement.values]),
    differences: isLinear ? [...numbers(differences), ...movement.differences] : [],
    reach: [...ends, ...before(movement.reach)],
    range: ends.length === 2 ? [Math.min(...ends), Math.max(...ends)] : undefined,
    resolution: isLinear ? inUnits(resolution) : undefined,
    format,
  };
}

/** Removes floating-point noise. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

function inUnits(quantity: Quantity | undefined): number | undefined {
  return quantity?.kind === "units" ? quantity.value : undefined;
}

/** Whether it is an end of the range, which need not be exact. */
function isEnd({ path }: Placed): boolean {
  return ["range", "minimum", "maximum"].includes(String(path[0]));
}

function remedyFor(settings: ValueSettings): (step: number) => string {
  if (explicitFactors(settings)) return () => "Leave out m, b and their exponents to have fitting ones chosen";
  if (settings.resolution) return () => "A narrower range gives finer steps";
  return (step) => `Write resolution: ${Number(step.toPrecision(6))} if that is fine enough, or a narrower range`;
}
