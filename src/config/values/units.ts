/** Units of sensors by code, name and symbol (IPMI §43.17), as they follow a number: "42.5 C", "850 mV", "40 %". */
import { hexNumber } from "../../text/hex.ts";
import { nearest } from "../../text/suggest.ts";
import { UNIT_NAMES } from "./unit-names.ts";

const PERCENT = ["percent", "%"] as const;

/** A unit, or a percentage, which has no unit code. `scale` converts from the written prefix: 0.001 for mV. */
export interface WrittenUnit {
  readonly base: number;
  readonly percentage: boolean;
  readonly scale: number;
}

const WORDS: readonly (readonly [string, WrittenUnit])[] = [
  ...UNIT_NAMES.flatMap((words, base) => words.map((word) => [word, { base, percentage: false, scale: 1 }] as const)),
  ...PERCENT.map((word) => [word, { base: 0, percentage: true, scale: 1 }] as const),
];

const exact = new Map(WORDS);
const plain = new Map(WORDS.toReversed().map(([word, unit]) => [plainly(word), unit]));

/** Decimal prefixes. IPMI has most units without a prefix only. */
const PREFIXES: Readonly<Record<string, number>> = { µ: 1e-6, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6 };

/** Returns undefined for an unknown unit. */
export function parseUnit(text: string): WrittenUnit | undefined {
  const unit = exact.get(text) ?? plain.get(plainly(text));
  if (unit) return unit;
  const prefix = PREFIXES[text.charAt(0)];
  const prefixed = exact.get(text.slice(1)) ?? plain.get(plainly(text.slice(1)));
  return prefix && prefixed && !prefixed.percentage ? { ...prefixed, scale: prefix } : undefined;
}

function plainly(text: string): string {
  return text.toLowerCase().replaceAll(/[\s_-]/g, "");
}

export function unknownUnit(text: string): string {
  const meant = nearest(
    text,
    WORDS.map(([word]) => word),
  );
  const hint = meant ? `did you mean ${meant}?` : "write C, V, A, W, rpm, % or another of §43.17";
  return `there is no unit ${JSON.stringify(text)}; ${hint}`;
}

/** Returns the symbol of a unit, or its name, to write after a number. */
export function unitSymbol({ base, percentage }: Pick<WrittenUnit, "base" | "percentage">): string {
  const [name, symbol] = UNIT_NAMES[base] ?? [];
  return percentage ? "%" : (symbol ?? name ?? `unit ${hexNumber(base)}`);
}
