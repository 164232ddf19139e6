/** Text of docs/cli.md: the help of every subcommand, in the order of `extern-bmc --help`. */
import { createProgram } from "../src/cli/main.ts";
import { helpTexts } from "../src/cli/output/help.ts";

/** Width of the blocks in columns. */
const WIDTH = 80;

export async function cliPage(): Promise<string> {
  const sections = helpTexts(await createProgram(), WIDTH).map(
    ({ path, help }) => `## ${path}\n\n\`\`\`\n${help.trim()}\n\`\`\`\n`,
  );
  return `# Command line

Look up a subcommand: its arguments and options, as \`--help\` prints them. Written by \`npm run generate\`.

${sections.join("\n")}`;
}
