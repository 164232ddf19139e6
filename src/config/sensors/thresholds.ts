/** The `thresholds` of a sensor, under one of two names each: upperNonCritical or "upper non-critical". */

import { z } from "zod";
import { isUpper, THRESHOLDS, type Threshold } from "../../bmc/sensors/thresholds.ts";
import { type Quantity, quantity } from "../values/quantity.ts";
import { group, lazily } from "../values/values.ts";

/** Thresholds from the lowest to the highest. */
export const IN_ORDER: readonly Threshold[] = [
  ...THRESHOLDS.filter((threshold) => !isUpper(threshold)).reverse(),
  ...THRESHOLDS.filter(isUpper),
];

const EXAMPLES: Readonly<Record<Threshold, number>> = {
  lowerNonCritical: 10,
  lowerCritical: 5,
  lowerNonRecoverable: 0,
  upperNonCritical: 80,
  upperCritical: 90,
  upperNonRecoverable: 100,
};

function words(threshold: Threshold): string {
  return threshold
    .replace("Non", " non-")
    .replace(/(?<=[a-z])Critical/, " critical")
    .toLowerCase();
}

const one = (threshold: Threshold) =>
  quantity("80 C")
    .optional()
    .describe(`Also written "${words(threshold)}".`)
    .meta({ examples: [EXAMPLES[threshold]] });

/** A threshold with its key as written, which messages point at. */
export interface WrittenThreshold {
  readonly key: string;
  readonly quantity: Quantity;
}

export type WrittenThresholds = Readonly<Partial<Record<Threshold, WrittenThreshold>>>;

export const thresholds = lazily(() =>
  group(
    Object.fromEntries(
      THRESHOLDS.flatMap((threshold) => [threshold, words(threshold)].map((key) => [key, one(threshold)])),
    ),
  ).transform((written, context): WrittenThresholds => {
    const found: Partial<Record<Threshold, WrittenThreshold>> = {};
    for (const threshold of THRESHOLDS) {
      for (const key of [threshold, words(threshold)]) {
        const value = written[key];
        if (value === undefined) continue;
        const message = `${threshold} is set too; expected one of the two`;
        if (found[threshold]) context.addIssue({ code: "custom", path: [key], message, params: { sentence: true } });
        found[threshold] = { key, quantity: value };
      }
    }
    return found;
  }),
);

export const thresholdName = lazily(() =>
  z
    .enum([...THRESHOLDS, ...THRESHOLDS.map(words)], `one of ${THRESHOLDS.join(", ")}`)
    .transform(
      (name) => THRESHOLDS.find((threshold) => name === threshold || name === words(threshold)) ?? THRESHOLDS[0],
    ),
);
