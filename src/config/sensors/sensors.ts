/** The `sensors` section: turns each sensor as written into options for the BMC. */
import type { z } from "zod";
import { resolveKind } from "../../bmc/sensors/resolve-kind.ts";
import { Findings } from "../values/findings.ts";
import { group, lazily, listOf } from "../values/values.ts";
import { numberedSensors } from "./numbers.ts";
import { rawValues } from "./raw-values.ts";
import { sensorShape } from "./shape.ts";
import { NO_SOURCE, readSource, settleSource } from "./source-values.ts";
import { offsetsOf } from "./states.ts";

const shape = lazily(() => group(sensorShape()));

/** Sensor types that require units, with the usual unit. */
const USUAL_UNITS: ReadonlyMap<number, string> = new Map([
  [0x01, "C"],
  [0x02, "V"],
  [0x03, "A"],
  [0x04, "rpm"],
]);
const NO_UNITS = { base: 0, modifier: 0, modifierOperation: "none", rate: "none", percentage: false } as const;
const NO_VALUES = {
  factors: { m: 1, b: 0, bExponent: 0, rExponent: 0, tolerance: 0, accuracy: 0, accuracyExponent: 0 },
  range: {},
  thresholds: {},
  hysteresis: { positive: 0, negative: 0 },
  reading: 0,
} as const;

export const sensors = () =>
  listOf(shape.transform((settings, context) => sensorOptions(settings, new Findings(context)))).transform(
    (list, context) => numberedSensors(list.map(withPlace), context),
  );

function sensorOptions(settings: z.output<typeof shape>, findings: Findings) {
  const kind = resolveKind(settings);
  const { isNumeric } = kind;
  const { asserted, ...offsets } = offsetsOf(settings, kind, findings);
  const units = settings.units ?? NO_UNITS;
  const usual = USUAL_UNITS.get(settings.type);
  if (isNumeric && !settings.units && usual) {
    findings.problem([], `units is missing; expected units: ${usual} for this type, or units: none`);
  }
  if (!isNumeric) complainOfValues(settings, findings);
  const { direction } = settings;
  const factorTable = settings.factorTable.map((factors) => ({ ...factors, direction }));
  const { movement, valuesOfFollowed } = settings.source ? readSource(settings.source, units, findings) : NO_SOURCE;
  const values = isNumeric ? rawValues({ ...settings, factorTable }, units, movement, findings) : undefined;
  const moved = { ...kind, type: settings.type, states: offsets.states };
  const source = settings.source && settleSource(settings.source, moved, values?.conversion, findings);
  const missing = [settings.readableThresholds, settings.settableThresholds, settings.comparedThresholds]
    .flatMap((names) => names ?? [])
    .find((name) => !settings.thresholds[name]);
  if (missing)
    findings.problem(
      ["thresholds"],
      `${missing} is missing; expected a value, because a list names it as readable, settable or compared`,
    );

  const { number, lun, name, type, readingType, entity, ignoreIfEntityAbsent } = settings;
  const { recordKind, share, linearization } = settings;
  if (share && kind.recordKind === "full") {
    findings.problem(["share"], "a full record describes one sensor; expected recordKind: compact, or no share");
  }
  const { readableThresholds, settableThresholds, comparedThresholds, eventControl, rearm, typeSettable } = settings;
  const { settable = !source || source.kind === "guest" } = settings;
  const { available, scanning, eventMessages } = settings;
  const without = {
    ...NO_VALUES,
    factors: { ...NO_VALUES.factors, direction },
    format: settings.format,
    conversion: undefined,
  };
  const { reading: counted, conversion: _, ...rest } = values ?? without;
  // Some machines send a byte for discrete sensors too, which means nothing (§35.14).
  const reading = !isNumeric && settings.reading?.kind === "raw" ? settings.reading.raw : counted;
  return {
    ...{ number, lun, name, type, readingType, entity, ignoreIfEntityAbsent, recordKind, share },
    ...{ units, linearization, factorTable },
    ...{ readableThresholds, settableThresholds, comparedThresholds, eventControl, rearm, settable, typeSettable },
    ...offsets,
    ...rest,
    hysteresis: { ...rest.hysteresis, access: settings.hysteresis.access },
    initial: { reading, states: asserted, available, scanning, eventMessages },
    source,
    isNumeric,
    valuesOfFollowed,
    warnings: findings.warnings,
  };
}

function complainOfValues({ reading, thresholds }: z.output<typeof shape>, findings: Findings): void {
  if (reading?.kind === "units")
    findings.problem(
      ["reading"],
      'a sensor with states has no reading; expected asserted, a list of states, or a raw byte ("raw 0x01")',
    );
  if (Object.keys(thresholds).length > 0)
    findings.problem(["thresholds"], "a sensor with states has no thresholds; expected states");
}

/** Prefixes the paths of warnings, which begin at the sensor, with the index in the list. */
function withPlace(options: ReturnType<typeof sensorOptions>, index: number) {
  const warnings = options.warnings.map(({ path, sentence }) => ({ path: [index, ...path], sentence }));
  return { ...options, warnings };
}
