/** `completion`: prints a shell's completion script, made from the same tree of commands that parses command lines. */
import { Argument, type Command } from "commander";

const SHELLS = ["bash", "zsh", "fish"] as const;
type Shell = (typeof SHELLS)[number];

const HELP = `
Examples:
  source <(extern-bmc completion bash)                            # this shell
  extern-bmc completion bash > /etc/bash_completion.d/extern-bmc  # all
  extern-bmc completion zsh > "\${fpath[1]}/_extern-bmc"
  extern-bmc completion fish > ~/.config/fish/completions/extern-bmc.fish`;

/** `whole` makes the program with all subcommands. */
export function addCompletion(program: Command, whole: () => Promise<Command>): void {
  program
    .command("completion")
    .description("print the completion script of a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addHelpText("after", HELP)
    .action(async (shell: Shell) => {
      const { completionScript } = await import("../output/completion-script.ts");
      process.stdout.write(completionScript(shell, await whole()));
    });
}
