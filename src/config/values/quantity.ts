/** Values of sensors as text or numbers: 42.5 or "42.5 C" in the sensor's units, or a raw byte: "raw 0x80". */
import { z } from "zod";
import { parseUnit, unknownUnit, type WrittenUnit } from "./units.ts";

export type Quantity =
  /** `value` is in `unit`, with prefixes applied; without `unit`, in the sensor's unit. */
  | { readonly kind: "units"; readonly value: number; readonly unit?: WrittenUnit }
  | { readonly kind: "raw"; readonly raw: number };

const RAW = /^raw\s+(0x[0-9a-f]{1,2}|\d{1,3})$/i;
const NUMBER = /^([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*(\S.*)?$/i;

/** Schema of a value. Its message shows `example`. */
export function quantity(example = "42.5 C") {
  const allowed = `a number in the sensor's units, with or without the unit (${example}), or a raw byte ("raw 0x80")`;
  return z.union([z.number(allowed), z.string(allowed)], allowed).transform((written, context): Quantity => {
    const read = typeof written === "number" ? { kind: "units" as const, value: written } : readQuantity(written);
    if (typeof read === "object") return read;
    context.addIssue({ code: "custom", message: read ?? allowed, params: { sentence: read !== undefined } });
    return z.NEVER;
  });
}

/** Returns a sentence if only the unit is wrong, and undefined if the text is not a quantity at all. */
export function readQuantity(written: string): Quantity | string | undefined {
  const text = written.trim();
  const [, byte] = RAW.exec(text) ?? [];
  if (byte !== undefined) return Number(byte) <= 0xff ? { kind: "raw", raw: Number(byte) } : undefined;
  const [, number, word] = NUMBER.exec(text) ?? [];
  if (!Number.isFinite(Number(number))) return undefined;
  if (word === undefined) return { kind: "units", value: Number(number) };
  const unit = parseUnit(word);
  return unit ? { kind: "units", value: scaled(Number(number), unit.scale), unit } : unknownUnit(word);
}

/** Applies a prefix without floating-point noise: 1.1 kW is 1100 W, not 1100.0000000000002 W. */
function scaled(value: number, by: number): number {
  return Number((value * by).toPrecision(15));
}
