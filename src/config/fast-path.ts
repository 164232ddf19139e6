/**
 * The configuration of a daemon that is told what it is called, where its door is, and little more: a start by flags and
 * variables alone. It is made without the schema, which would be a fifth of such a start. What is not plainly right is
 * left to the schema, which says what is wrong with it.
 */

import type { LoadedConfig } from "./load.ts";
import { environmentName, type Override, PREFIX } from "./reading/override.ts";
import { DEFAULTS } from "./schema/defaults.ts";
import type { MachineShape } from "./schema/machine-shape.ts";
import { withOwnName } from "./schema/own-name.ts";
import { LOG_FORMATS, LOG_LEVELS, NAME } from "./values/choices.ts";
import { addressIn, eachOnce } from "./values/doors.ts";

type Section = Record<string, unknown>;

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isOneOf = (words: readonly unknown[]) => (value: unknown) => words.includes(value);

/** What each is when it is right, by its path. None of them asks for another setting. */
const PLAIN: Readonly<Record<string, (value: unknown) => boolean>> = {
  name: (value) => isText(value) && NAME.test(value),
  listen: (value) => Array.isArray(value) && value.length > 0 && value.every(isDoor) && eachOnce(value),
  "log.level": isOneOf(LOG_LEVELS),
  "log.format": isOneOf(LOG_FORMATS),
  "control.socket": isText,
  "record.journal": isText,
  "record.pcap": isText,
  "state.directory": isText,
};

const PATHS = Object.keys(PLAIN).map((key) => key.split("."));
const VARIABLES: ReadonlyMap<string, readonly string[]> = new Map(PATHS.map((path) => [environmentName(path), path]));

/** @returns nothing where it takes the schema to tell */
export function plainConfig(env: NodeJS.ProcessEnv, overrides: readonly Override[]): LoadedConfig | undefined {
  const variables = Object.entries(env).filter(([name, text]) => name.startsWith(PREFIX) && text);
  const settings: Section = Object.fromEntries(Object.entries(DEFAULTS).map(([key, make]) => [key, make()]));
  for (const { path, value } of [...variables.map(fromVariable), ...overrides]) {
    if (!PLAIN[path.join(".")]?.(value)) return undefined;
    const [section = "", key] = path;
    if (key === undefined) settings[section] = value;
    else (settings[section] as Section)[key] = value;
  }
  const machine = withOwnName(settings as MachineShape);
  const { log, control, http, record, state, assertions } = machine;
  return { log, control, http, record, state, assertions, machines: [machine], warnings: [] };
}

/** Text that YAML has no other reading of. */
function fromVariable([name, text = ""]: [string, string | undefined]) {
  const path = VARIABLES.get(name) ?? [name];
  return { path, value: path[0] === "listen" ? text.split(",") : text };
}

/** One that needs no certificate, nor care as to how YAML reads it. */
function isDoor(value: unknown): boolean {
  return (
    isText(value) && /^(?:unix|tcp|fd|connect:unix|connect:tcp):\S+$/.test(value) && addressIn(value) !== undefined
  );
}
