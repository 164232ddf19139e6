/** Options of the subcommands of `state`, and access to the state file that they select. */
import { existsSync, readdirSync } from "node:fs";
import type { Command } from "commander";
import { UsageError } from "../../service/errors.ts";
import { DamagedError, StateError } from "../../store/errors.ts";
import { type LossLog, openRows } from "../../store/open-rows.ts";
import type { Rows } from "../../store/rows.ts";
import { stateFileOf } from "../../store/store.ts";
import { reasonOf } from "../../transport/door-error.ts";

const EXTENSION = ".sqlite";

/** Losses go to standard error: standard output is for data. */
const LOSSES: LossLog = { error: toStderr, warn: toStderr };

export interface StateOptions {
  readonly state?: string;
  readonly config?: string;
  readonly machine?: string;
}

export function addStateOptions(command: Command): Command {
  return command
    .option("--state <directory>", "the state directory")
    .option("-c, --config <file>", "configuration file that names the directory (environment: EXTERN_BMC_CONFIG)")
    .option("-m, --machine <name>", "name of the machine, if the directory has several");
}

interface Opened {
  readonly rows: Rows;
  readonly machine: string;
}

/** Opens the state file, runs `work` and closes it. @throws UsageError, or StateError when a daemon has the file */
export async function withState<T>(
  options: StateOptions,
  work: (opened: Opened) => T,
  { isNew = false } = {},
): Promise<T> {
  const directory = await directoryOf(options);
  const machine = machineOf(directory, options.machine, isNew);
  const path = stateFileOf(directory, machine);
  try {
    const { rows, close } = openRows(path, "power", LOSSES);
    try {
      return work({ rows, machine });
    } finally {
      close();
    }
  } catch (error) {
    if (!(error instanceof DamagedError)) throw error;
    throw new StateError(`${path} is damaged: ${error.message}; serve sets it aside when it starts`);
  }
}

async function directoryOf({ state, config }: StateOptions): Promise<string> {
  const directory = state ?? (await configured(config));
  if (directory !== undefined) return directory;
  throw new UsageError(
    "the state directory is missing; expected --state DIRECTORY, or state.directory in the configuration",
  );
}

/** Loads the configuration reader only here: it takes longer than everything else in this command. */
async function configured(config: string | undefined): Promise<string | undefined> {
  const { configOf } = await import("./config-options.ts");
  return (await configOf({ ...(config !== undefined && { config }) })).state.directory;
}

function machineOf(directory: string, name: string | undefined, isNew: boolean): string {
  if (!isNew && !existsSync(directory)) {
    throw new UsageError(
      `the state directory is ${directory}, which does not exist; expected one that a daemon has written`,
    );
  }
  const names = machinesIn(directory);
  if (!isNew && names.length === 0) {
    throw new UsageError(`there is no state in ${directory}; expected a directory that a daemon has written`);
  }
  const [only] = names;
  if (name === undefined && names.length === 1 && only !== undefined) return only;
  const listed = names.length > 0 ? names.join(", ") : "none";
  if (name === undefined)
    throw new UsageError(`--machine is missing; expected a machine with state in ${directory}, which has ${listed}`);
  if (isNew || existsSync(stateFileOf(directory, name))) return name;
  throw new UsageError(`--machine is ${name}; expected a machine with state in ${directory}, which has ${listed}`);
}

function machinesIn(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  return filesIn(directory).flatMap((name) => (name.endsWith(EXTENSION) ? name.slice(0, -EXTENSION.length) : []));
}

function filesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    throw new UsageError(`the state directory ${directory} cannot be read (${reasonOf(error)}); name another`);
  }
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}
