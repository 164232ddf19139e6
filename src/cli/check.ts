/** `check FILE…`: whether a configuration could be served. */
import type { Command } from "commander";
import { ConfigError, loadConfig } from "../config/load.ts";

const HELP = `
Reads each file as serve would, the environment's EXTERN_BMC_* included, and prints every problem as
file:line:column: what is wrong. Opens no door. Exit code 2 if there is a problem.

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

function check(files: readonly string[]): void {
  const problems = files.flatMap((file) => {
    try {
      loadConfig(file, process.env);
      process.stdout.write(`${file}: ok\n`);
      return [];
    } catch (error) {
      if (error instanceof ConfigError) return [error.message];
      throw error;
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
}
