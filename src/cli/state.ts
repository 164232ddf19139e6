/** `state`: what a daemon that does not run at the moment has kept. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Command } from "commander";
import { nearest } from "../config/nearest.ts";
import { DamagedError, StateError } from "../store/errors.ts";
import { PARTS } from "../store/parts/index.ts";
import { exportState, importState, type PortableState } from "../store/portable.ts";
import { Rows } from "../store/rows.ts";
import { openStateFile } from "../store/state-file.ts";
import { stateFileOf } from "../store/store.ts";
import { table } from "./table.ts";
import { UsageError } from "./usage-error.ts";

const HELP = `
State is what IPMI calls non-volatile; docs/state.md tells what that is, and how it meets a changed configuration. The
directory is that of --state, of state.directory in the configuration, or of EXTERN_BMC_STATE_DIRECTORY. A daemon that
runs has it to itself: stop it first.

An export has the passwords of users in it. What is imported takes the place of all that was there.

Examples:
  extern-bmc state show --state ./state
  extern-bmc state export --state ./state --machine vm07 > vm07.json
  extern-bmc state import --state ./state --machine vm08 vm07.json
  extern-bmc state reset --state ./state --only sel --only sdr`;

const EXTENSION = ".sqlite";
/** As wide as a terminal can stand. */
const VALUE_WIDTH = 60;
/** In place of what is not shown. */
const HIDDEN = "(hidden)";

interface StateOptions {
  readonly state?: string;
  readonly config?: string;
  readonly machine?: string;
}

export function addState(program: Command): void {
  const state = program
    .command("state")
    .description("show, export, import or reset what is kept")
    .addHelpText("after", HELP);
  addStateOptions(state.command("show").description("print what is kept, without passwords"))
    .option("--json", "as JSON")
    .action(async (options: StateOptions & { readonly json?: true }) => {
      const shown = await withState(options, ({ rows, machine }) => withoutSecrets(exportState(rows, machine)));
      process.stdout.write(`${options.json ? JSON.stringify(shown, undefined, 2) : inWords(shown)}\n`);
    });
  addStateOptions(state.command("export").description("print all of it as JSON, to keep or to import elsewhere"))
    .option("-o, --output <file>", "write it to this file, which is for its owner alone")
    .action(async ({ output, ...options }: StateOptions & { readonly output?: string }) => {
      const text = await withState(
        options,
        ({ rows, machine }) => `${JSON.stringify(exportState(rows, machine), undefined, 2)}\n`,
      );
      if (output === undefined) process.stdout.write(text);
      else writeFileSync(output, text, { mode: 0o600 });
    });
  addStateOptions(state.command("import").description("make an export the state"))
    .argument("<file>", "what export wrote; - is standard input")
    .action(async (file: string, options: StateOptions) => {
      const value = parsed(file);
      await withState(options, ({ rows }) => importState(rows, value), { isNew: true });
    });
  addStateOptions(state.command("reset").description("forget what is kept: the next start is as configured"))
    .option("--only <part>", "this part only, as show names it; repeatable", (part, parts: string[] = []) => [
      ...parts,
      part,
    ])
    .action(({ only, ...options }: StateOptions & { readonly only?: readonly string[] }) => reset(options, only));
}

function addStateOptions(command: Command): Command {
  return command
    .option("--state <directory>", "the state directory")
    .option("-c, --config <file>", "configuration, YAML, that names it (environment: EXTERN_BMC_CONFIG)")
    .option("--machine <name>", "of which machine; may be left out where there is one");
}

interface Opened {
  readonly rows: Rows;
  readonly machine: string;
}

/** @throws UsageError, and StateError where a daemon has it */
async function withState<T>(options: StateOptions, work: (opened: Opened) => T, { isNew = false } = {}): Promise<T> {
  const directory = await directoryOf(options);
  const machine = machineOf(directory, options.machine, isNew);
  const path = stateFileOf(directory, machine);
  try {
    const db = openStateFile(path, "power");
    try {
      return work({ rows: new Rows(db), machine });
    } finally {
      db.close();
    }
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    throw new StateError(`${path} is damaged: ${error.message}; serve sets it aside when it starts`);
  }
}

async function directoryOf({ state, config }: StateOptions): Promise<string> {
  const directory = state ?? (await configured(config));
  if (directory !== undefined) return directory;
  throw new UsageError("no state directory; say --state DIRECTORY, or state.directory in the configuration");
}

/** Loaded where it is wanted: to read a configuration takes longer than all the rest. */
async function configured(config: string | undefined): Promise<string | undefined> {
  const { configOf } = await import("./config-options.ts");
  return configOf({ ...(config !== undefined && { config }) }).state.directory;
}

function machineOf(directory: string, name: string | undefined, isNew: boolean): string {
  const names = machinesIn(directory);
  const [only] = names;
  if (name === undefined && names.length === 1 && only !== undefined) return only;
  const there = names.length > 0 ? `there are ${names.join(", ")}` : "there is none";
  if (name === undefined) throw new UsageError(`say which machine's state of ${directory}: --machine NAME; ${there}`);
  if (isNew || existsSync(stateFileOf(directory, name))) return name;
  throw new UsageError(`no state of a machine ${name} in ${directory}; ${there}`);
}

function machinesIn(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory).flatMap((name) => (name.endsWith(EXTENSION) ? name.slice(0, -EXTENSION.length) : []));
}

async function reset(options: StateOptions, only: readonly string[] | undefined): Promise<void> {
  const names = PARTS.map(({ name }) => name);
  const unknown = only?.find((part) => !names.includes(part));
  if (unknown !== undefined) {
    const meant = nearest(unknown, names);
    throw new UsageError(
      `--only is ${unknown}; ${meant ? `did you mean ${meant}?` : `expected one of ${names.join(", ")}`}`,
    );
  }
  // §17.4.1: what was processed is forgotten with the SEL whose records it names.
  const parts = only?.includes("sel") ? [...only, "pefProcessed"] : only;
  await withState(options, ({ rows }) => {
    rows.transaction(() => {
      if (parts) for (const part of parts) rows.deletePart(part);
      else rows.clear();
    });
  });
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file === "-" ? 0 : file, "utf8"));
  } catch (error) {
    throw new UsageError(`${file} cannot be imported: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What opens a door is not shown. */
function withoutSecrets(state: PortableState): PortableState {
  const controllers = Object.entries(state.controllers).map(([address, controller]) => {
    const { users = {}, securityKeys = {} } = controller.values;
    const named = Object.entries(users).map(([id, user]) => [id, { ...Object(user), password: HIDDEN }]);
    const values = {
      ...controller.values,
      ...(named.length > 0 && { users: Object.fromEntries(named) }),
      ...("keys" in securityKeys && { securityKeys: { keys: HIDDEN } }),
    };
    return [address, { ...controller, values }];
  });
  return { ...state, controllers: Object.fromEntries(controllers) };
}

function inWords({ machine, controllers }: PortableState): string {
  const rows = Object.entries(controllers).flatMap(([address, { values, records }]) => [
    ...Object.entries(values).flatMap(([part, items]) =>
      Object.entries(items).map(([item, value]) => [address, part, item, shortened(JSON.stringify(value))]),
    ),
    ...Object.entries(records).map(([list, all]) => [address, list, "records", String(all.length)]),
  ]);
  if (rows.length === 0) return `${machine}: nothing is kept; it starts as configured`;
  return table(["Controller", "Part", "Item", "Value"], rows);
}

function shortened(text: string): string {
  return text.length > VALUE_WIDTH ? `${text.slice(0, VALUE_WIDTH - 1)}…` : text;
}
