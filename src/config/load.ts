/**
 * Loads a configuration. Defaults < extended files < file < environment < flags: later ones override earlier ones,
 * setting by setting. File names in a file are relative to that file. File names in a variable or flag, and doors'
 * addresses, are relative to the directory the daemon is started in.
 */
import { resolve } from "node:path";
import { inOneTurn, type Steps } from "../turns/slices.ts";
import { checkSteps, type LoadedConfig, type Written } from "./check-written.ts";
import type { KnownMachines } from "./known-machines.ts";
import { Complaints } from "./reading/complaints.ts";
import { fromEnvironment } from "./reading/environment.ts";
import { findFile, layersOf } from "./reading/extends.ts";
import { fileSteps } from "./reading/file.ts";
import { withAbsoluteNames } from "./reading/file-names.ts";
import { machinesOf } from "./reading/machines.ts";
import { overlay } from "./reading/overlay.ts";
import { FILE_VARIABLE, type Override } from "./reading/override.ts";
import { EMPTY, type Mapping, treeOf, withEntries } from "./reading/tree.ts";
import { fileShape } from "./schema/file-shape.ts";
import { configShape } from "./schema/machine-shape.ts";

export type { LoadedConfig, Written } from "./check-written.ts";
export { ConfigError } from "./reading/problem.ts";

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
  return inOneTurn(loadSteps(fileName, env, overrides));
}

/** The steps of `loadConfig`. Machines that `known` has are not checked again. */
export function* loadSteps(
  fileName: string | undefined,
  env: NodeJS.ProcessEnv,
  overrides: readonly Override[],
  known?: KnownMachines,
): Steps<LoadedConfig> {
  return yield* checkSteps(yield* readSteps(fileName, env, overrides), known);
}

/**
 * Reads a configuration without checking it. Throws ConfigError when a file, or one that it extends, cannot be read.
 */
export function readWritten(
  fileName: string | undefined,
  env: NodeJS.ProcessEnv,
  overrides: readonly Override[],
): Written {
  return inOneTurn(readSteps(fileName, env, overrides));
}

/** Checks a configuration against the schema. Throws ConfigError as `loadConfig` does. */
export function checkWritten(written: Written): LoadedConfig {
  return inOneTurn(checkSteps(written));
}

function* readSteps(
  fileName: string | undefined,
  env: NodeJS.ProcessEnv,
  overrides: readonly Override[],
): Steps<Written> {
  const complaints = new Complaints();
  const name = fileName ?? (env[FILE_VARIABLE] || undefined);
  const said = [...fromEnvironment(env, (problem) => complaints.add(undefined, problem)), ...overrides];
  const override = (to: Mapping, those: readonly Override[]) => those.reduce(put, to);
  const isAboutFiles = ({ path: [key = ""] }: Override) => ["extends", "templates", "machines"].includes(key);

  const top = override(name === undefined ? EMPTY : yield* fileSteps(name), said.filter(isAboutFiles));
  const layers = layersOf({ id: resolve(name ?? ""), name: name ?? "", mapping: top }, findFile);
  const merged = layers.reduce<Mapping | undefined>(
    (below, { mapping }) => overlay(fileShape, below, mapping, complaints.add),
    undefined,
  );
  const settings = said.filter((one) => !isAboutFiles(one));
  const file = withAbsoluteNames(configShape, override(merged ?? EMPTY, settings));
  const trees = file.entries.has("machines")
    ? yield* machinesOf(file, (machine) => override(machine, settings), complaints.add)
    : [withEntries(file, { templates: undefined })];
  const machines: Mapping[] = [];
  for (const tree of trees) {
    machines.push(withAbsoluteNames(configShape, tree));
    yield;
  }
  return { fileName: name, file, machines, complaints };
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
