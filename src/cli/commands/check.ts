/** `check FILE…`: checks configurations, and prints them with everything that they extend. */
import type { Command } from "commander";
import { ConfigError, checkWritten, type LoadedConfig, readWritten, type Written } from "../../config/load.ts";
import { FILE_VARIABLE } from "../../config/reading/override.ts";
import { asYaml } from "../../config/reading/print.ts";
import { scalarAt } from "../../config/reading/tree.ts";
import type { MachineConfig } from "../../config/schema/schema.ts";
import { loadCommandModules } from "../../daemon/command-modules.ts";
import { UsageError } from "../../service/errors.ts";
import { repeatable } from "../options/parsers.ts";
import { list, table } from "../output/table.ts";

const HELP = `
Reads each file as serve would, EXTERN_BMC_* in the environment included, and prints every problem as
file:line:column: problem. A setting that can be served but is probably a mistake is a warning. Loads modules, opens no
door. For a file with several machines, prints a table of them. Exit code 2 if there is a problem.

--print prints each machine as one YAML document with everything that it extends; comments say which file each part is
from. Settings with their default value are left out; config/default.yaml has the defaults. Passwords, keys and tokens
are printed, those of the environment too.

Examples:
  extern-bmc check bmc.yaml
  extern-bmc check machines/*.yaml
  extern-bmc check --print fleet.yaml --machine vm07 > vm07.yaml`;

interface CheckOptions {
  readonly config?: readonly string[];
  readonly print?: true;
  readonly machine?: string;
}

export function addCheck(program: Command): void {
  program
    .command("check")
    .description("check configuration files")
    .argument("[file...]", "configuration, YAML")
    .option("-c, --config <file>", "the same as an argument; repeatable (environment: EXTERN_BMC_CONFIG)", repeatable)
    .option("--print", "print the resulting configuration")
    .option("-m, --machine <name>", "with --print: this machine only")
    .addHelpText("after", HELP)
    .action((files: readonly string[], options: CheckOptions, command: Command) => {
      const named = [...files, ...(options.config ?? [])];
      const usual = process.env[FILE_VARIABLE] || undefined;
      if (named.length === 0 && usual === undefined) command.error("error: missing required argument 'file'");
      return check(named.length > 0 ? named : [usual ?? ""], options);
    });
}

async function check(files: readonly string[], options: CheckOptions): Promise<void> {
  const problems = new Set<string>();
  for (const file of files) {
    try {
      const written = readWritten(file, process.env, []);
      const config = checkWritten(written);
      for (const warning of config.warnings) process.stderr.write(`${warning} (warning)\n`);
      await loadModules(config.machines);
      process.stdout.write(
        options.print
          ? printed(written, options)
          : `${file}: ok\n${sharedDoor(config)}${machineTable(written, config)}`,
      );
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const line of error.message.split("\n")) problems.add(line);
    }
  }
  if (problems.size > 0) throw new ConfigError([...problems]);
}

/** @throws ConfigError with the problems of all machines */
async function loadModules(machines: readonly MachineConfig[]): Promise<void> {
  const problems: string[] = [];
  for (const { modules, modulePlaces } of machines) {
    try {
      await loadCommandModules(modules, modulePlaces);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
}

/** @throws UsageError when no machine has the name that was asked for */
function printed({ fileName, machines }: Written, { machine }: CheckOptions): string {
  const wanted = machines.filter((one) => machine === undefined || scalarAt(one, "name") === machine);
  if (machine !== undefined && wanted.length === 0) {
    throw new UsageError(
      `--machine is "${machine}"; expected one of ${machines.map((one) => scalarAt(one, "name")).join(", ")}`,
    );
  }
  return wanted.map((one) => asYaml(one, fileName)).join("---\n");
}

/** Returns a line about the Redfish door that all machines share; an empty text if there is none. */
function sharedDoor({ sharedRedfish: { listen } }: LoadedConfig): string {
  return listen === undefined ? "" : `${list([["Door of all machines", listen]])}\n`;
}

/** Returns the table of machines; an empty text for a file without `machines`. */
function machineTable({ file }: Written, { machines }: LoadedConfig): string {
  if (!file.entries.has("machines")) return "";
  const rows = machines.map(({ name, listen, lan, redfish, sensors, frus, satellites, guid }) => [
    name,
    String(sensors.length),
    String(frus.length),
    String(satellites.length),
    guid,
    [...listen, lan.listen, redfish.listen].filter((door) => door !== undefined).join(" "),
  ]);
  return `${table(["Machine", "Sensors", "FRUs", "Satellites", "Device GUID", "Doors"], rows)}\n`;
}
