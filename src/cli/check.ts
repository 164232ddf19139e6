/** `check FILE…`: whether a configuration could be served. */
import type { Command } from "commander";
import { loadCommandModules } from "../command-modules.ts";
import { ConfigError, loadConfig } from "../config/load.ts";

const HELP = `
Reads each file as serve would, the environment's EXTERN_BMC_* included, and prints every problem as
file:line:column: what is wrong; what can be served but may not be meant is a warning. Loads its modules, opens no door.
Exit code 2 if there is a problem.

Examples:
  extern-bmc check bmc.yaml
  extern-bmc check machines/*.yaml`;

export function addCheck(program: Command): void {
  program
    .command("check")
    .description("check configuration files")
    .argument("<file...>", "configuration, YAML")
    .addHelpText("after", HELP)
    .action(check);
}

async function check(files: readonly string[]): Promise<void> {
  const problems: string[] = [];
  for (const file of files) {
    try {
      const { machines, warnings } = loadConfig(file, process.env);
      for (const warning of warnings) process.stderr.write(`${warning} (warning)\n`);
      for (const { modules } of machines) await loadCommandModules(modules);
      process.stdout.write(`${file}: ok\n`);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) throw new ConfigError(problems);
}
