/** The `source` of a sensor: what moves it. */
import { z } from "zod";
import type { Quantity } from "./quantity.ts";
import { file } from "./source-file.ts";
import { follow, type OfFollowed } from "./source-follow.ts";
import { kind, signals } from "./source-signals.ts";
import { group } from "./values.ts";

const guest = group({ kind: kind("guest") });

const KINDS = "constant, ramp, sine, square, randomWalk, script, file, follow or guest";

export const source = z.discriminatedUnion("kind", [...signals, file, follow, guest], {
  error: ({ code }) => (code === "invalid_union" ? KINDS : `a mapping with a kind: ${KINDS}`),
});

/** As written: its values may still be raw, or have units that are to be checked. */
export type WrittenSource = z.output<typeof source>;

/** The same with numbers for the values. */
export type SourceWithNumbers = WithNumbers<WrittenSource>;

type WithNumbers<T> = T extends Quantity | OfFollowed
  ? number
  : T extends string | number | boolean | undefined
    ? T
    : { readonly [K in keyof T]: WithNumbers<T[K]> };

/** Gives the number for a value; `path` is where it stands in the source. */
export type NumberOf = (quantity: Quantity, path: readonly PropertyKey[], of: "sensor" | "followed") => number;

export function withNumbers(source: WrittenSource, numberOf: NumberOf): SourceWithNumbers {
  return numbered(source, [], numberOf) as SourceWithNumbers;
}

function numbered(written: unknown, path: readonly PropertyKey[], numberOf: NumberOf): unknown {
  if (typeof written !== "object" || written === null) return written;
  if (Array.isArray(written)) return written.map((item, index) => numbered(item, [...path, index], numberOf));
  if ("ofFollowed" in written) return numberOf(written.ofFollowed as Quantity, path, "followed");
  if ("kind" in written && (written.kind === "units" || written.kind === "raw")) {
    return numberOf(written as Quantity, path, "sensor");
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
