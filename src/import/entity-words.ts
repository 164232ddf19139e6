/** Converts an entity (IPMI §43.14) to "power supply 1", or to a mapping if such a text cannot express it. */
import { ENTITIES } from "../config/values/entities.ts";
import { nameOfCode } from "./code-names.ts";
import { inHex } from "./settings.ts";

export function entityWords(id: number, instance: number, logical = false): unknown {
  const name = nameOfCode(id, ENTITIES);
  if (name !== undefined && !logical) return `${name} ${instance}`;
  return { id: inHex(id), instance, ...(logical ? { logical } : {}) };
}
