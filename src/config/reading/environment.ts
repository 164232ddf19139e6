/**
 * Settings from the environment. A setting's variable is EXTERN_BMC_ and its keys in capitals, with underscores between
 * words: device.manufacturerId is EXTERN_BMC_DEVICE_MANUFACTURER_ID. A setting that accepts text takes the variable as
 * is. Others read it as YAML (numbers, true, lists of mappings); lists can also be separated by commas.
 */
import { parse, parseDocument } from "yaml";
import { z } from "zod";
import { nearest } from "../../text/suggest.ts";
import { type Setting, settings } from "../schema/settings.ts";
import { splitDoors } from "../values/doors.ts";
import { environmentName, FILE_VARIABLE, MACHINE_VARIABLE, type Override, PREFIX, QEMU_VARIABLE } from "./override.ts";

const NO_SETTINGS: ReadonlySet<string> = new Set([FILE_VARIABLE, MACHINE_VARIABLE, QEMU_VARIABLE]);

let known: ReadonlyMap<string, Setting> | undefined;

function byName(): ReadonlyMap<string, Setting> {
  known ??= new Map(settings().map((setting) => [environmentName(setting.path), setting]));
  return known;
}

/**
 * Returns the settings from the environment. Empty variables count as unset. `complain` gets unknown and malformed
 * ones.
 */
export function fromEnvironment(env: NodeJS.ProcessEnv, complain: (problem: string) => void): Override[] {
  const overrides: Override[] = [];
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || NO_SETTINGS.has(name) || !text) continue;
    const setting = byName().get(name);
    if (!setting) complain(unknownVariable(name));
    else {
      const flaw = flawIn(setting.schema, text);
      if (flaw) complain(`${name}: it is not YAML: ${flaw}`);
      else overrides.push({ origin: name, path: setting.path, value: read(setting.schema, text) });
    }
  }
  return overrides;
}

function read(schema: z.ZodType, text: string): unknown {
  if (schema.safeParse(text).success) return text;
  const value = yaml(text);
  if (schema instanceof z.ZodArray && !Array.isArray(value)) {
    const { element } = schema;
    return splitDoors(text).map((item) => (element instanceof z.ZodType ? read(element, item.trim()) : item.trim()));
  }
  return value;
}

/** Returns the YAML error in text that starts a list or mapping where one is expected; undefined when there is none. */
function flawIn(schema: z.ZodType, text: string): string | undefined {
  const structured = schema instanceof z.ZodArray || schema instanceof z.ZodRecord;
  if (!structured || !/^\s*[[{]/.test(text)) return undefined;
  const [error] = parseDocument(text, { prettyErrors: false }).errors;
  return error && `${error.message} (at character ${error.pos[0] + 1})`;
}

function yaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return text;
  }
}

function unknownVariable(name: string): string {
  const endings = [...byName().keys(), FILE_VARIABLE, QEMU_VARIABLE].map((known) => known.slice(PREFIX.length));
  const meant = nearest(name.slice(PREFIX.length), endings);
  return `${name}: no setting has this name${meant ? `; did you mean ${PREFIX}${meant}?` : ""}`;
}
