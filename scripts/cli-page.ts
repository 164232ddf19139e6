/** Text of docs/cli.md: the help of every subcommand, in the order of `extern-bmc --help`. */
import type { Command } from "commander";
import { createProgram } from "../src/cli/main.ts";

/** Width of the blocks in columns. */
const WIDTH = 100;

export async function cliPage(): Promise<string> {
  const program = await createProgram();
  return `# Command line

Look up a subcommand: its arguments and options, as \`--help\` prints them. Written by \`npm run generate\`.

${sectionsOf(program, program.name()).join("\n")}`;
}

function sectionsOf(command: Command, path: string): readonly string[] {
  const inner = command.commands.flatMap((each) => sectionsOf(each, `${path} ${each.name()}`));
  return [`## ${path}\n\n\`\`\`\n${helpOf(command)}\n\`\`\`\n`, ...inner];
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
    writeOut(written) {
      text += written;
    },
  });
  command.outputHelp();
  return text.trim();
}
