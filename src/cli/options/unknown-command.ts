/** Subcommands that do not exist. Commander would print help for them if --help follows, or blame the default command. */
import type { Command } from "commander";
import { nearest } from "../../text/suggest.ts";

/** Reports the first word of a command line that is neither a command nor an argument. @throws CommanderError */
export function refuseUnknown(program: Command, args: readonly string[]): void {
  let command = program;
  for (const word of args) {
    if (word.startsWith("-") || command.commands.length === 0) return;
    const inner = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (!inner) {
      const meant = nearest(
        word,
        command.commands.map((one) => one.name()),
      );
      const hint = meant === undefined ? "" : `\n(Did you mean ${meant}?)`;
      throw command.error(`error: unknown command '${word}'${hint}`, { code: "commander.unknownCommand" });
    }
    command = inner;
  }
}
