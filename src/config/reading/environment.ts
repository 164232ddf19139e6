/**
 * Settings from the environment. One rule: EXTERN_BMC_ and the setting's keys in capitals, words apart by underscores:
 * device.manufacturerId is EXTERN_BMC_DEVICE_MANUFACTURER_ID. The text is the value if the setting takes text, and is
 * read as YAML if not (numbers, true, lists of mappings); where a list is wanted, commas part its items.
 */
import { parse, parseDocument } from "yaml";
import { z } from "zod";
import { nearest } from "../../text/suggest.ts";
import { type Setting, settings } from "../schema/settings.ts";
import { environmentName, FILE_VARIABLE, type Override, PREFIX } from "./override.ts";

let known: ReadonlyMap<string, Setting> | undefined;

function byName(): ReadonlyMap<string, Setting> {
  known ??= new Map(settings().map((setting) => [environmentName(setting.path), setting]));
  return known;
}

/** An empty variable counts as not set. `complain` hears of variables that mean nothing. */
export function fromEnvironment(env: NodeJS.ProcessEnv, complain: (problem: string) => void): Override[] {
  const overrides: Override[] = [];
  for (const [name, text] of Object.entries(env)) {
    if (!name.startsWith(PREFIX) || name === FILE_VARIABLE || !text) continue;
    const setting = byName().get(name);
    if (!setting) complain(unknownVariable(name));
    else {
      const flaw = flawIn(setting.schema, text);
      if (flaw) complain(`${name}: not YAML: ${flaw}`);
      else overrides.push({ origin: name, path: setting.path, value: read(setting.schema, text) });
    }
  }
  return overrides;
}

function read(schema: z.ZodType, text: string): unknown {
  if (schema.safeParse(text).success) return text;
  const value = yaml(text);
  if (schema instanceof z.ZodArray && !Array.isArray(value)) return text.split(",").map((item) => item.trim());
  return value;
}

/** What is wrong with text that was begun as a list or mapping, and is meant to be one. */
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
  const endings = [...byName().keys(), FILE_VARIABLE].map((known) => known.slice(PREFIX.length));
  const meant = nearest(name.slice(PREFIX.length), endings);
  return `${name}: no setting has this name${meant ? `; did you mean ${PREFIX}${meant}?` : ""}`;
}
