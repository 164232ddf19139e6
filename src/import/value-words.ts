/** Converts the values of a full record (IPMI §43.1) to units, with factors that give the same bytes. */

import type { fullSensorRecord } from "../bmc/records/sensor-records.ts";
import { Linearization, NumericFormat, toRaw, toUnits } from "../bmc/sensors/conversion.ts";
import type { ValueOf } from "../codec/layout.ts";
import { hexNumber } from "../text/hex.ts";
import type { Settings } from "./settings.ts";
import { comparedThresholds, existingThresholds, readableThresholds, settableThresholds } from "./threshold-masks.ts";

type Full = ValueOf<typeof fullSensorRecord>;
/** Converts a raw reading to its text in the configuration. */
type Writer = (raw: number) => number | string;

const HYSTERESIS = ["none", "readable", "settable", "fixed"] as const;
export const DIRECTIONS = ["unspecified", "input", "output"] as const;
const DIGITS = 12;
const NONLINEAR = 0x70;

export function valueWords(fields: Full): Settings {
  const { factors, units, specified, capabilities } = fields;
  const format = nameOf(NumericFormat, units.format) ?? "unsigned";
  const { code } = fields.linearization;
  const linearization = nameOf(Linearization, Math.min(code, NONLINEAR)) ?? "linear";
  const write = writerFor(format, factors, linearization);
  const { m, b, bExponent, rExponent, tolerance, accuracy, accuracyExponent, direction } = factors;
  const range = usualRange(format);
  // Records that do not state the end of the range have 00h. As a raw byte it does not limit other values.
  const end = (raw: number) => (raw === 0 ? "raw 0x00" : write(raw));
  const step = Math.abs(m) * 10 ** rExponent;
  const apart = (counts: number) =>
    linearization === "linear" && m !== 0 ? Number((counts * step).toPrecision(DIGITS)) : `raw ${counts}`;
  return {
    nominal: specified.nominal ? write(fields.nominal) : undefined,
    normalMaximum: specified.normalMaximum ? write(fields.normalMaximum) : undefined,
    normalMinimum: specified.normalMinimum ? write(fields.normalMinimum) : undefined,
    maximum: fields.maximum === range.maximum ? undefined : end(fields.maximum),
    minimum: fields.minimum === range.minimum ? undefined : end(fields.minimum),
    ...thresholdWords(fields, write),
    hysteresis: {
      access: HYSTERESIS[capabilities.hysteresis] ?? "none",
      ...(fields.positiveHysteresis === 0 ? {} : { positive: apart(fields.positiveHysteresis) }),
      ...(fields.negativeHysteresis === 0 ? {} : { negative: apart(fields.negativeHysteresis) }),
    },
    format,
    linearization: linearization === "linear" ? undefined : linearization,
    m,
    b: b === 0 ? undefined : b,
    bExponent: bExponent === 0 ? undefined : bExponent,
    rExponent: rExponent === 0 ? undefined : rExponent,
    tolerance: tolerance === 0 ? undefined : tolerance,
    accuracy: accuracy === 0 ? undefined : accuracy,
    accuracyExponent: accuracyExponent === 0 ? undefined : accuracyExponent,
    direction: direction === 0 ? undefined : DIRECTIONS[direction],
  };
}

function thresholdWords(fields: Full, write: Writer): Settings {
  const existing = existingThresholds(fields);
  if (existing.length === 0) return {};
  const readable = readableThresholds(fields);
  const settable = settableThresholds(fields);
  const compared = comparedThresholds(fields);
  return {
    thresholds: Object.fromEntries(existing.map((threshold) => [threshold, write(fields[threshold])])),
    readableThresholds: readable.length === existing.length ? undefined : readable,
    settableThresholds: settable.length === existing.length ? undefined : settable,
    comparedThresholds: compared.length === existing.length ? undefined : compared,
  };
}

/** Returns a writer that uses units if they give the same byte, otherwise the raw byte. */
function writerFor(format: NumericFormat, factors: Full["factors"], linearization: Linearization): Writer {
  return (raw) => {
    const value = Number(toUnits(raw, format, factors, linearization).toPrecision(DIGITS));
    const isSame = Number.isFinite(value) && toRaw(value, format, factors, linearization) === raw;
    return isSame && linearization !== "nonLinear" ? value : `raw ${hexNumber(raw)}`;
  };
}

function usualRange(format: NumericFormat) {
  return format === "unsigned" ? { maximum: 0xff, minimum: 0x00 } : { maximum: 0x7f, minimum: 0x80 };
}

function nameOf<Name extends string>(codes: Readonly<Record<Name, number>>, code: number): Name | undefined {
  return (Object.keys(codes) as Name[]).find((name) => codes[name] === code);
}
