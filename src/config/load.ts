/**
 * Defaults < file < environment < flags: each overrides what stands before it, setting by setting; lists are replaced,
 * not joined. File names in a file are relative to that file; in a variable or flag, and in addresses of doors,
 * relative to the directory the daemon is started in.
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { FILE_VARIABLE, fromEnvironment, type Override } from "./environment.ts";
import { type ConfigFile, readConfigFile, reason } from "./file.ts";
import { ConfigError, type Problem, problemsOf } from "./problem.ts";
import { type Config, configSchema, configShape } from "./schema.ts";
import { groupOf, printPath, required, settings, valueAt } from "./settings.ts";
import { fileNames } from "./values.ts";

export { ConfigError } from "./problem.ts";

/**
 * @param fileName the file, or undefined for the one that EXTERN_BMC_CONFIG names, if any
 * @param overrides what the command line says, with its flags' names as origins
 * @throws ConfigError that lists every problem with its place: file:line:column, variable or flag
 */
export function loadConfig(
  fileName: string | undefined,
  env: NodeJS.ProcessEnv = {},
  overrides: readonly Override[] = [],
): Config {
  const problems: string[] = [];
  const name = fileName ?? (env[FILE_VARIABLE] || undefined);
  const file = name === undefined ? undefined : readConfigFile(name);
  const said = [...fromEnvironment(env, (problem) => problems.push(problem)), ...overrides];
  const values = merge(file, said);

  const result = configSchema.safeParse(values);
  const found = result.success
    ? unreadableFiles(values)
    : result.error.issues.flatMap((issue) => problemsOf(issue, values));
  problems.push(...report(found, file, said));
  if (problems.length > 0 || !result.success) throw new ConfigError(problems);
  return { ...result.data, machines: [result.data] };
}

function merge(file: ConfigFile | undefined, overrides: readonly Override[]): Record<string, unknown> {
  const values = { ...file?.values };
  if (file) settle(configShape, values, dirname(file.name));
  for (const { path, value } of overrides) put(values, path, value);
  return values;
}

/** A mapping that is written down but empty (every line a comment) is as good as left out; file names become absolute. */
function settle(shape: z.ZodObject, values: Record<string, unknown>, directory: string): void {
  for (const [key, outer] of Object.entries(shape.shape)) {
    const group = groupOf(outer);
    const value = values[key];
    if (group) {
      if (value === null) delete values[key];
      if (isMapping(value)) settle(group, value, directory);
    } else if (namesFiles(outer)) {
      const absolute = (name: unknown) => (typeof name === "string" ? resolve(directory, name) : name);
      if (value !== undefined) values[key] = Array.isArray(value) ? value.map(absolute) : absolute(value);
    }
  }
}

/** Whether it takes a file name, or a list of them. */
function namesFiles(schema: z.ZodType): boolean {
  const inner = required(schema);
  return fileNames.get(inner instanceof z.ZodArray ? required(inner.element) : inner) !== undefined;
}

function put(values: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key = "", ...rest] = path;
  if (rest.length === 0) {
    values[key] = value;
    return;
  }
  const inner = values[key] ?? {};
  if (!isMapping(inner)) return;
  // A copy, as an alias in the file may make one mapping stand in two places.
  const copy = { ...inner };
  values[key] = copy;
  put(copy, rest, value);
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unreadableFiles(values: unknown): Problem[] {
  return settings.flatMap(({ path, schema }) => {
    if (!namesFiles(schema)) return [];
    const value = valueAt(values, path);
    return Array.isArray(value)
      ? value.flatMap((name, index) => unreadable([...path, index], name))
      : unreadable(path, value);
  });
}

function unreadable(path: readonly PropertyKey[], name: unknown): Problem[] {
  if (typeof name !== "string") return [];
  try {
    readFileSync(name);
    return [];
  } catch (error) {
    return [{ path, of: "value", sentence: `${printPath(path)} is ${name}: ${reason(error)}` }];
  }
}

/** One line a problem: first those of variables and flags, which are named, then those of the file from its top. */
function report(problems: readonly Problem[], file: ConfigFile | undefined, overrides: readonly Override[]): string[] {
  const placed = problems.map(({ path, of, sentence }) => {
    const override = overrides.findLast((candidate) => candidate.path.every((key, index) => key === path[index]));
    if (override) return { offset: -1, line: `${override.origin}: ${sentence}` };
    if (!file?.has(path.slice(0, 1))) return { offset: -1, line: sentence };
    const offset = file.offsetOf(path, of);
    return { offset, line: `${file.at(offset)}: ${sentence}` };
  });
  return placed.sort((a, b) => a.offset - b.offset).map(({ line }) => line);
}
