/** `commands`: prints the command table for people, programs and docs/commands.md. */
import { type Command, Option } from "commander";
import { commandTable } from "../../commands/index.ts";
import { commandsAsJson, commandsAsMarkdown, commandsAsText } from "../output/command-list.ts";

const HELP = `
Examples:
  extern-bmc commands
  extern-bmc commands --json | jq -r '.[].name'
  extern-bmc commands --markdown > commands.md`;

export function addCommands(program: Command): void {
  program
    .command("commands")
    .description("print the supported IPMI commands")
    .option("--json", "print JSON")
    .addOption(new Option("--markdown", "print a Markdown table").conflicts("json"))
    .addHelpText("after", HELP)
    .action(({ json, markdown }: { json?: true; markdown?: true }) => {
      const print = json ? commandsAsJson : markdown ? commandsAsMarkdown : commandsAsText;
      process.stdout.write(`${print(commandTable)}\n`);
    });
}
