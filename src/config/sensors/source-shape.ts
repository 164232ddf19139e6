/** The `source` of a sensor, which moves it. */
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

/** The source as written: values may be raw or have units that are not checked yet; states may have names. */
export type WrittenSource = z.output<typeof source>;

/** The same source with a number for each value and state. */
export type SourceWithNumbers = WithNumbers<WrittenSource>;

type WithNumbers<T> = T extends Quantity | OfFollowed | StateWord
  ? number
  : T extends string | number | boolean | undefined
    ? T
    : { readonly [K in keyof T]: WithNumbers<T[K]> };
