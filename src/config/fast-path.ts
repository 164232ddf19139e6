/**
 * Fast path for a start by flags and variables alone, with doors, a name and little more, and for one that extends a shipped
 * personality. Skips YAML and the schema, which would take a fifth of such a start, or two thirds with a personality. Leaves everything it cannot vouch for to the schema, which reports mistakes.
 */

import type { LoadedConfig } from "./check-written.ts";
import { finishedPersonality, type Settings } from "./finished-personality.ts";
import { environmentName, type Override, PREFIX } from "./reading/override.ts";
import { daemonSettings } from "./schema/daemon-settings.ts";
import { DEFAULTS } from "./schema/defaults.ts";
import type { MachineShape } from "./schema/machine-shape.ts";
import { withOwnName } from "./schema/own-name.ts";
import { LOG_FORMATS, LOG_LEVELS, NAME } from "./values/choices.ts";
import { doorIn, eachOnce, lanDoorIn, splitDoors } from "./values/doors.ts";

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isOneOf = (words: readonly unknown[]) => (value: unknown) => words.includes(value);

/** Checks for valid values, by setting. None depends on another setting. */
const PLAIN: Readonly<Record<string, (value: unknown) => boolean>> = {
  name: (value) => isText(value) && NAME.test(value),
  listen: (value) => Array.isArray(value) && value.length > 0 && value.every(isDoor) && eachOnce(value),
  "log.level": isOneOf(LOG_LEVELS),
  "log.format": isOneOf(LOG_FORMATS),
  "control.socket": isText,
  "record.journal": isText,
  "record.pcap": isText,
  "state.directory": isText,
  "lan.listen": isLanDoor,
};

const PATHS = Object.keys(PLAIN).map((key) => key.split("."));
const VARIABLES: ReadonlyMap<string, readonly string[]> = new Map(PATHS.map((path) => [environmentName(path), path]));

/** Returns undefined for anything that needs the schema. `settings`: those of a personality; they are changed. */
export function plainConfig(
  env: NodeJS.ProcessEnv,
  overrides: readonly Override[],
  settings: Settings = defaults(),
): LoadedConfig | undefined {
  const variables = Object.entries(env).filter(([name, text]) => name.startsWith(PREFIX) && text);
  for (const { path, value } of [...variables.map(fromVariable), ...overrides]) {
    if (!PLAIN[path.join(".")]?.(value)) return undefined;
    const [section = "", key] = path;
    if (key === undefined) settings[section] = value;
    else settings[section] = { ...(settings[section] as Settings), [key]: value };
  }
  const machine = withOwnName(settings as MachineShape);
  return { ...daemonSettings(machine), machines: [machine], warnings: [] };
}

/** Does the same for a personality of the build in `directory`. Leaves doors with an interface to the schema, which compares them with the LAN's channel. */
export async function plainPersonality(
  env: NodeJS.ProcessEnv,
  overrides: readonly Override[],
  directory?: URL,
): Promise<LoadedConfig | undefined> {
  const isBase = ({ path }: Override) => path.join(".") === "extends";
  const [base, ...more] = overrides.filter(isBase);
  if (typeof base?.value !== "string" || more.length > 0) return undefined;
  const settings = await finishedPersonality(base.value, directory);
  const rest = overrides.filter((each) => !isBase(each));
  const config = settings && plainConfig(env, rest, settings);
  return config?.machines[0]?.listen.some((door) => door.includes(",interface=")) ? undefined : config;
}

function defaults(): Settings {
  return Object.fromEntries(Object.entries(DEFAULTS).map(([key, make]) => [key, make()]));
}

/** Reads a variable as text. The settings above accept only text that needs no YAML. */
function fromVariable([name, text = ""]: [string, string | undefined]) {
  const path = VARIABLES.get(name) ?? [name];
  return { path, value: path[0] === "listen" ? splitDoors(text) : text };
}

/** Whether the value is a door that needs no certificate and that YAML would also read as text. */
function isDoor(value: unknown): boolean {
  return isText(value) && /^(?:unix|tcp|fd|connect:unix|connect:tcp):\S+$/.test(value) && doorIn(value) !== undefined;
}

function isLanDoor(value: unknown): boolean {
  return isText(value) && /^udp:\S+$/.test(value) && lanDoorIn(value) !== undefined;
}
