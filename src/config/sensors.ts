/** The `sensors` section: what each sensor is made of, and a number for those that have none. */
import type { z } from "zod";
import { Findings } from "./findings.ts";
import { sensorShape } from "./sensor-shape.ts";
import { movementOf, NOT_MOVED, settledSource, valuesOfFollowed } from "./sensor-source.ts";
import { offsetsOf } from "./sensor-states.ts";
import { rawValues } from "./sensor-values.ts";
import { group, listOf } from "./values.ts";

const shape = group(sensorShape);

/** Sensor types whose readings are always in some unit, and which that usually is. */
const USUAL_UNITS: ReadonlyMap<number, string> = new Map([
  [0x01, "C"],
  [0x02, "V"],
  [0x03, "A"],
  [0x04, "rpm"],
]);
const NO_UNITS = { base: 0, modifier: 0, modifierOperation: "none", rate: "none", percentage: false } as const;
const NO_VALUES = {
  factors: { m: 1, b: 0, bExponent: 0, rExponent: 0, tolerance: 0, accuracy: 0, accuracyExponent: 0, direction: 0 },
  format: "none",
  range: {},
  thresholds: {},
  hysteresis: { positive: 0, negative: 0 },
  reading: 0,
} as const;

/** The watchdog timer's sensor, which is there unless another of its type (Watchdog 2) is. */
const WATCHDOG = { number: 0x03, lun: 0 };
const WATCHDOG_TYPE = 0x23;

export const sensors = listOf(shape.transform((settings, context) => sensorOptions(settings, new Findings(context))))
  .default([])
  .superRefine((list, context) => {
    for (const [index, { number, lun }] of list.entries()) {
      const others = [...builtIn(list), ...list.slice(0, index)];
      if (number === undefined || !others.some((other) => other.number === number && other.lun === lun)) continue;
      const message = "a number that no other sensor of the LUN has (0x03 is the watchdog's); left out it is found";
      context.addIssue({ code: "custom", path: [index, "number"], message });
    }
  })
  .transform(numbered);

function sensorOptions(settings: z.output<typeof shape>, findings: Findings) {
  const { asserted, ...offsets } = offsetsOf(settings, findings);
  const isNumeric = offsets.isThreshold ? settings.format !== "none" : (settings.format ?? "none") !== "none";
  const units = settings.units ?? NO_UNITS;
  const usual = USUAL_UNITS.get(settings.type);
  if (isNumeric && !settings.units && usual) {
    findings.problem([], `a sensor of this type has units; add units: ${usual}, or units: none`);
  }
  if (!isNumeric) complainOfValues(settings, findings);
  const { direction } = settings;
  const factorTable = settings.factorTable.map((factors) => ({ ...factors, direction }));
  const movement = settings.source ? movementOf(settings.source, units, findings) : NOT_MOVED;
  const values = isNumeric ? rawValues({ ...settings, factorTable }, units, movement, findings) : undefined;
  const moved = { ...offsets, type: settings.type, isNumeric };
  const source = settings.source && settledSource(settings.source, moved, values?.conversion, findings);
  const missing = [settings.readableThresholds, settings.settableThresholds]
    .flatMap((names) => names ?? [])
    .find((name) => !settings.thresholds[name]);
  if (missing) findings.problem(["thresholds"], `expected a value for ${missing}, as it is to be read or set`);

  const { number, lun, name, type, entity, ignoreIfEntityAbsent, recordKind, linearization } = settings;
  const { readableThresholds, settableThresholds, eventControl, rearm, typeSettable } = settings;
  const { settable = !source || source.kind === "guest" } = settings;
  const { available, scanning, eventMessages } = settings;
  const { reading, conversion: _, ...rest } = values ?? { ...NO_VALUES, conversion: undefined };
  return {
    ...{ number, lun, name, type, entity, ignoreIfEntityAbsent, recordKind, units, linearization, factorTable },
    ...{ readableThresholds, settableThresholds, eventControl, rearm, settable, typeSettable },
    ...offsets,
    ...rest,
    hysteresis: { ...rest.hysteresis, access: settings.hysteresis.access },
    initial: { reading, states: asserted, available, scanning, eventMessages },
    source,
    valuesOfFollowed: settings.source ? valuesOfFollowed(settings.source) : [],
    warnings: findings.warnings,
  };
}

function complainOfValues({ reading, thresholds }: z.output<typeof shape>, findings: Findings): void {
  if (reading) findings.problem(["reading"], "a sensor with states has no reading; expected asserted: and states");
  if (Object.keys(thresholds).length > 0) findings.problem(["thresholds"], "a sensor with states has no thresholds");
}

function builtIn(list: readonly { readonly type: number }[]) {
  return list.some(({ type }) => type === WATCHDOG_TYPE) ? [] : [WATCHDOG];
}

/** Those without a number get the lowest that is left, in their order; warnings get the sensor's place. */
function numbered(list: readonly ReturnType<typeof sensorOptions>[]) {
  const taken = new Set([...builtIn(list), ...list].map(({ number, lun }) => `${lun} ${number}`));
  return list.map((options, index) => {
    let number = options.number ?? 1;
    while (options.number === undefined && taken.has(`${options.lun} ${number}`)) number++;
    taken.add(`${options.lun} ${number}`);
    const warnings = options.warnings.map(({ path, sentence }) => ({ path: [index, ...path], sentence }));
    return { ...options, number, warnings };
  });
}
