/** The `source` of a sensor: what moves it. */
import { z } from "zod";
import type { Quantity } from "../values/quantity.ts";
import { group, lazily } from "../values/values.ts";
import { file } from "./source-file.ts";
import { follow, type OfFollowed } from "./source-follow.ts";
import { kind, type StateWord, signals } from "./source-signals.ts";

const KINDS = "constant, ramp, sine, square, randomWalk, script, file, follow or guest";

export const source = lazily(() => {
  const guest = group({ kind: kind("guest") });
  const mapping = z.discriminatedUnion("kind", [...signals, file, follow, guest], KINDS);
  const word = z.literal("guest").transform((kind) => ({ kind }));
  return z.union([word, mapping], `guest, or a mapping with a kind: ${KINDS}`);
});

/** As written: values may still be raw, or have units that are to be checked; states may have names. */
export type WrittenSource = z.output<typeof source>;

/** The same with numbers for values and states. */
export type SourceWithNumbers = WithNumbers<WrittenSource>;

type WithNumbers<T> = T extends Quantity | OfFollowed | StateWord
  ? number
  : T extends string | number | boolean | undefined
    ? T
    : { readonly [K in keyof T]: WithNumbers<T[K]> };

/** Gives the number for a value or a state; `path` is where it stands in the source. */
export interface NumberOf {
  value(quantity: Quantity, path: readonly PropertyKey[], of: "sensor" | "followed"): number;
  state(word: string | number, path: readonly PropertyKey[]): number;
}

export function withNumbers(source: WrittenSource, numberOf: NumberOf): SourceWithNumbers {
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
  // What stands in these is written without them: they sort what is written.
  const place = (key: string) => (key === "input" || key === "how" ? path : [...path, key]);
  return Object.fromEntries(
    Object.entries(written).map(([key, inner]) => [key, numbered(inner, place(key), numberOf)]),
  );
}

/** All values in the sensor's units that are certain to come of it. */
export function reachOf(source: SourceWithNumbers): readonly number[] {
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
