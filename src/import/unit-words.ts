/** Converts the units of a sensor (IPMI §43.1, bytes 21 to 23) to `units`, in the short form if possible. */
import { UNIT_NAMES } from "../config/values/unit-names.ts";
import { unitSymbol } from "../config/values/units.ts";
import { inHex, type Settings } from "./settings.ts";

const RATES = ["none", "microsecond", "millisecond", "second", "minute", "hour", "day", "none"] as const;
const OPERATIONS = ["none", "divide", "multiply", "none"] as const;

export interface Units {
  readonly rate: number;
  readonly modifierOperation: number;
  readonly percentage: boolean;
}

/** Returns the units; undefined if the sensor has none. */
export function unitWords(units: Units, base: number, modifier: number): string | Settings | undefined {
  const { rate, modifierOperation, percentage } = units;
  const isPlain = rate === 0 && modifierOperation === 0 && modifier === 0;
  if (isPlain && base === 0) return percentage ? "%" : undefined;
  if (isPlain && !percentage && UNIT_NAMES[base]) return unitSymbol({ base, percentage });
  return {
    base: nameOf(base),
    ...(modifier === 0 ? {} : { modifier: nameOf(modifier) }),
    ...(modifierOperation === 0 ? {} : { modifierOperation: OPERATIONS[modifierOperation] }),
    ...(rate === 0 ? {} : { rate: RATES[rate] }),
    ...(percentage ? { percentage } : {}),
  };
}

function nameOf(code: number) {
  return UNIT_NAMES[code]?.[0] ?? inHex(code);
}
