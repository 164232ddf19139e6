/**
 * Loads a configuration. Defaults < extended files < file < environment < flags: later ones override earlier ones,
 * setting by setting. File names in a file are relative to that file. File names in a variable or flag, and doors'
 * addresses, are relative to the directory the daemon is started in.
 */
import { resolve } from "node:path";
import type { z } from "zod";
import { Complaints } from "./reading/complaints.ts";
import { fromEnvironment } from "./reading/environment.ts";
import { findFile, layersOf } from "./reading/extends.ts";
import { readConfigFile } from "./reading/file.ts";
import { unreadableFiles, withAbsoluteNames } from "./reading/file-names.ts";
import { machinesOf } from "./reading/machines.ts";
import { overlay } from "./reading/overlay.ts";
import { FILE_VARIABLE, type Override } from "./reading/override.ts";
import { ConfigError, problemsOf } from "./reading/problem.ts";
import { EMPTY, type Mapping, placeOf, treeOf, valuesOf, withEntries } from "./reading/tree.ts";
import { fileShape } from "./schema/file-shape.ts";
import { configShape } from "./schema/machine-shape.ts";
import { type Config, configSchema, daemonSchema, type MachineConfig } from "./schema/schema.ts";
import { doorKey } from "./values/doors.ts";
import { warningsOf } from "./warnings.ts";

export { ConfigError } from "./reading/problem.ts";

export interface LoadedConfig extends Config {
  /** Settings that are probably not intended, each with its place. */
  readonly warnings: readonly string[];
}

/** A configuration from files, environment and flags, before the schema checks it. */
export interface Written {
  readonly fileName: string | undefined;
  /** Holds the daemon's settings. */
  readonly file: Mapping;
  /** Complete machines with absolute file names. */
  readonly machines: readonly Mapping[];
  readonly complaints: Complaints;
}

/**
 * Reads and checks a configuration.
 *
 * @param fileName the file, or undefined for the one in EXTERN_BMC_CONFIG, if set
 * @param overrides settings from the command line, with their flags' names as origins
 * @throws ConfigError with one line per problem, each with its place: file:line:column, variable or flag
 */
export function loadConfig(
  fileName: string | undefined,
  env: NodeJS.ProcessEnv = {},
  overrides: readonly Override[] = [],
): LoadedConfig {
  return checkWritten(readWritten(fileName, env, overrides));
}

/**
 * Reads a configuration without checking it. Throws ConfigError when a file, or one that it extends, cannot be read.
 */
export function readWritten(
  fileName: string | undefined,
  env: NodeJS.ProcessEnv,
  overrides: readonly Override[],
): Written {
  const complaints = new Complaints();
  const name = fileName ?? (env[FILE_VARIABLE] || undefined);
  const said = [...fromEnvironment(env, (problem) => complaints.add(undefined, problem)), ...overrides];
  const override = (to: Mapping, those: readonly Override[]) => those.reduce(put, to);
  const isAboutFiles = ({ path: [key = ""] }: Override) => ["extends", "templates", "machines"].includes(key);

  const top = override(name === undefined ? EMPTY : readConfigFile(name), said.filter(isAboutFiles));
  const layers = layersOf({ id: resolve(name ?? ""), name: name ?? "", mapping: top }, findFile);
  const merged = layers.reduce<Mapping | undefined>(
    (below, layer) => overlay(fileShape, below, layer, complaints.add),
    undefined,
  );
  const settings = said.filter((one) => !isAboutFiles(one));
  const file = withAbsoluteNames(configShape, override(merged ?? EMPTY, settings));
  const machines = file.entries.has("machines")
    ? machinesOf(file, (machine) => override(machine, settings), complaints.add)
    : [withEntries(file, { templates: undefined })];
  return { fileName: name, file, machines: machines.map((tree) => withAbsoluteNames(configShape, tree)), complaints };
}

/** Checks a configuration against the schema. Throws ConfigError as `loadConfig` does. */
export function checkWritten({ fileName, file, machines, complaints }: Written): LoadedConfig {
  // Compiling a parser pays off for a hundred machines, but takes longer than it saves for one.
  const jitless = machines.length === 1;
  const configs = machines.map((tree) => placed(parse(configSchema, tree, complaints, { jitless }), tree));
  const daemon = parse(daemonSchema, file, complaints, { jitless });
  for (const [index, tree] of machines.entries()) {
    if (!configs[index]) continue;
    for (const problem of unreadableFiles(configShape, tree)) complaints.addProblem(tree, problem);
  }
  refuseTwins(configs, machines, complaints);
  const lines = complaints.lines(fileName);
  if (lines.length > 0 || !daemon) throw new ConfigError(lines);
  const warnings = new Complaints();
  for (const [index, tree] of machines.entries()) {
    const config = configs[index];
    for (const warning of config ? warningsOf(config) : []) warnings.addProblem(tree, warning);
  }
  return {
    ...daemon,
    machines: configs.filter((config) => config !== undefined),
    warnings: warnings.lines(fileName),
  };
}

function parse<T extends z.ZodType>(
  schema: T,
  tree: Mapping,
  complaints: Complaints,
  how: z.core.ParseContext<z.core.$ZodIssue>,
): z.output<T> | undefined {
  const values = valuesOf(tree);
  const { success, data, error } = schema.safeParse(values, how);
  if (success) return data;
  for (const problem of problemsOf(error.issues, values, fileShape)) complaints.addProblem(tree, problem);
  return undefined;
}

/** Returns the machine with the places of its modules: only the daemon, which runs them, finds out what is wrong in one. */
function placed(config: MachineConfig | undefined, tree: Mapping): MachineConfig | undefined {
  if (!config || config.modules.length === 0) return config;
  const places = config.modules.map((_, index) => placeOf(tree, ["modules", index], "value"));
  return { ...config, modulePlaces: places.map((place) => (place ? `${place.source.at(place.offset)}: ` : "")) };
}

/** Reports machines that share a name or a door. */
function refuseTwins(
  configs: readonly (MachineConfig | undefined)[],
  trees: readonly Mapping[],
  complaints: Complaints,
): void {
  const names = new Set<string>();
  const doors = new Map<string, string>();
  for (const [index, tree] of trees.entries()) {
    const config = configs[index];
    if (!config) continue;
    const { name, listen } = config;
    const complain = (path: readonly PropertyKey[], sentence: string) =>
      complaints.addProblem(tree, { path, of: "value", sentence: `${sentence}; expected each once` });
    if (names.has(name)) complain(["name"], `two machines have the name ${name}`);
    names.add(name);
    for (const [at, door] of listen.entries()) {
      const key = doorKey(door);
      if (key === undefined) continue;
      const owner = doors.get(key) ?? name;
      if (owner !== name) complain(["listen", at], `${name} and ${owner} both have the door ${door}`);
      doors.set(key, owner);
    }
  }
}

/** Returns the tree with one setting from the environment or the command line. */
function put(tree: Mapping, { origin, path: [key = "", ...rest], value }: Override): Mapping {
  const before = tree.entries.get(key);
  if (rest.length === 0) {
    const place = { source: { name: origin, at: () => origin }, offset: 0 };
    return withEntries(tree, { [key]: { keyPlace: place, value: treeOf(value, place) } });
  }
  const inner = before?.value ?? EMPTY;
  // The schema reports a value that is not a mapping.
  if (inner.kind !== "mapping") return tree;
  return withEntries(tree, { [key]: { ...before, value: put(inner, { origin, path: rest, value }) } });
}
