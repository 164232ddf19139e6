/** An entity (IPMI §43.14) → "power supply 1", or a mapping where that cannot say it. */
import { ENTITIES } from "../config/values/entities.ts";
import { nameOfCode } from "./code-names.ts";
import { hexNumber } from "./settings.ts";

export function entityWords(id: number, instance: number, logical = false): unknown {
  const name = nameOfCode(id, ENTITIES);
  if (name !== undefined && !logical) return `${name} ${instance}`;
  return { id: hexNumber(id), instance, ...(logical ? { logical } : {}) };
}
