/** The commands that a machine answers: its own, so that they can override built-in ones, and then the built-in ones. */
import type { Command } from "../ipmi/command.ts";
import { type CommandTable, tableOf } from "../ipmi/dispatch.ts";
import { commandTable } from "./index.ts";
import { type OemCommandOptions, oemCommand } from "./oem.ts";

export interface AnsweredCommands {
  readonly commands: readonly Command[];
  readonly table: CommandTable;
}

const BUILT_IN = answered([]);

/** Commands by the options of their OEM commands: machines with the same options share them. */
const withOemCommands = new WeakMap<readonly OemCommandOptions[], AnsweredCommands>();

export function answeredCommands(
  oemCommands: readonly OemCommandOptions[],
  moduleCommands: readonly Command[] = [],
): AnsweredCommands {
  if (moduleCommands.length > 0) return answered([...oemCommands.map(oemCommand), ...moduleCommands]);
  if (oemCommands.length === 0) return BUILT_IN;
  const known = withOemCommands.get(oemCommands) ?? answered(oemCommands.map(oemCommand));
  withOemCommands.set(oemCommands, known);
  return known;
}

function answered(own: readonly Command[]): AnsweredCommands {
  const commands = [...own, ...commandTable];
  return { commands, table: tableOf(commands) };
}
