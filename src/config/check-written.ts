/** Checks a configuration that was read against the schema, machine by machine. */
import type { z } from "zod";
import type { Steps } from "../turns/slices.ts";
import type { KnownMachines } from "./known-machines.ts";
import { Complaints } from "./reading/complaints.ts";
import { namedFiles } from "./reading/file-names.ts";
import { fingerprintOf } from "./reading/fingerprint.ts";
import { NamedFiles } from "./reading/named-files.ts";
import { ConfigError, problemsOf } from "./reading/problem.ts";
import { type Mapping, placeOf, type Tree, valuesOf, withEntries } from "./reading/tree.ts";
import { fileShape } from "./schema/file-shape.ts";
import { configShape } from "./schema/machine-shape.ts";
import { type Config, configSchema, daemonSchema, type MachineConfig } from "./schema/schema.ts";
import { doorKey } from "./values/doors.ts";
import { warningsOf } from "./warnings.ts";

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

/** Checks a configuration. Throws ConfigError as `loadConfig` does. */
export function* checkSteps(
  { fileName, file, machines, complaints }: Written,
  known?: KnownMachines,
): Steps<LoadedConfig> {
  const check = new Check(complaints, machines.length);
  const configs: (MachineConfig | undefined)[] = [];
  const remembered = new Map<string, MachineConfig>();
  for (const tree of machines) {
    const print = known && check.fingerprint(tree);
    const before = print === undefined ? undefined : known?.get(print);
    const config = before ?? check.machine(tree);
    if (print !== undefined && config) remembered.set(print, config);
    configs.push(config);
    yield;
  }
  const daemon = check.parse(daemonSchema, withEntries(file, { machines: undefined, templates: undefined }));
  for (const [index, tree] of machines.entries()) {
    if (configs[index]) check.files(tree);
    yield;
  }
  refuseTwins(configs, machines, complaints);
  const lines = complaints.lines(fileName);
  if (lines.length > 0 || !daemon) throw new ConfigError(lines);
  known?.set(remembered);
  const warnings = new Complaints();
  for (const [index, tree] of machines.entries()) {
    const config = configs[index];
    for (const warning of config ? warningsOf(config) : []) warnings.addProblem(tree, warning);
    yield;
  }
  return {
    ...daemon,
    machines: configs.filter((config) => config !== undefined),
    warnings: warnings.lines(fileName),
  };
}

class Check {
  readonly #complaints: Complaints;
  readonly #context: z.core.ParseContext<z.core.$ZodIssue>;
  readonly #files = new NamedFiles();
  /** Values of parts that machines share: the schema makes settings of them once. */
  readonly #values = new WeakMap<Tree, unknown>();

  constructor(complaints: Complaints, machines: number) {
    this.#complaints = complaints;
    // Compiling a parser pays off for a hundred machines, but takes longer than it saves for one.
    this.#context = { jitless: machines === 1 };
  }

  /** Returns undefined for a machine that must be checked each time: the daemon has to know the places of its modules. */
  fingerprint(tree: Mapping): string | undefined {
    if (tree.entries.has("modules")) return undefined;
    const digests = this.#files.digests(namedFiles(configShape, tree));
    return digests && fingerprintOf(tree, digests);
  }

  machine(tree: Mapping): MachineConfig | undefined {
    return placed(this.parse(configSchema, tree), tree);
  }

  files(tree: Mapping): void {
    for (const problem of this.#files.problems(namedFiles(configShape, tree))) {
      this.#complaints.addProblem(tree, problem);
    }
  }

  parse<T extends z.ZodType>(schema: T, tree: Mapping): z.output<T> | undefined {
    const values = valuesOf(tree, this.#values);
    const { success, data, error } = schema.safeParse(values, this.#context);
    if (success) return data;
    for (const problem of problemsOf(error.issues, values, fileShape)) this.#complaints.addProblem(tree, problem);
    return undefined;
  }
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
    const { name, listen, lan, redfish } = config;
    const complain = (path: readonly PropertyKey[], sentence: string) =>
      complaints.addProblem(tree, { path, of: "value", sentence: `${sentence}; expected each once` });
    if (names.has(name)) complain(["name"], `two machines have the name ${name}`);
    names.add(name);
    const ofQemu = listen.map((door, at) => ({ path: ["listen", at], door }));
    const ofLan = lan.listen === undefined ? [] : [{ path: ["lan", "listen"], door: lan.listen }];
    const ofRedfish = redfish.listen === undefined ? [] : [{ path: ["redfish", "listen"], door: redfish.listen }];
    for (const { path, door } of [...ofQemu, ...ofLan, ...ofRedfish]) {
      const key = doorKey(door);
      if (key === undefined) continue;
      const owner = doors.get(key) ?? name;
      if (owner !== name) complain(path, `${name} and ${owner} both have the door ${door}`);
      doors.set(key, owner);
    }
  }
}
