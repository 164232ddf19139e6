/** `flags`: what waits for system software, and how the wires stand. */
import { Argument, type Command } from "commander";
import type { ResultOf } from "../../control/calls.ts";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { list } from "../output/table.ts";

/** As `flags.clear` has them. */
const FLAGS = ["receiveMessageAvailable", "eventMessageBufferFull", "watchdogPreTimeout"] as const;

const HELP = `
A guest's driver reads what waits behind the flags when SMS_ATN is up. clear drops it, as Clear Message Flags does.

Examples:
  extern-bmc flags
  extern-bmc flags clear
  extern-bmc flags clear eventMessageBufferFull

Exit codes: 0 done, 1 no daemon is there, 2 the command line is wrong.`;

export function addFlags(program: Command): void {
  const flags = program
    .command("flags")
    .description("show or clear message flags, SMS_ATN and interrupts")
    .helpCommand(false)
    .addHelpText("after", HELP);
  addControlOptions(flags.command("show", { isDefault: true }).description("show them"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => {
      print(options, await onDaemon(options, (control, meant) => control.call("flags.get", meant)), inWords);
    });
  addControlOptions(flags.command("clear").description("clear flags, and what waits behind them; all if none is named"))
    .addArgument(new Argument("[flag...]", "the flags").choices(FLAGS))
    .addHelpText("after", HELP)
    .action(async (named: readonly (typeof FLAGS)[number][], options: ControlOptions) => {
      const result = await onDaemon(options, async (control, meant) => {
        await control.call("flags.clear", { ...meant, ...(named.length > 0 && { flags: [...named] }) });
        return control.call("flags.get", meant);
      });
      print(options, result, inWords);
    });
}

function inWords({ flags, enables, attention, interrupt, stuck }: ResultOf<"flags.get">): string {
  const set = (bits: Readonly<Record<string, boolean>>) => {
    const names = Object.keys(bits).filter((name) => bits[name]);
    return names.length > 0 ? names.join(", ") : "none";
  };
  return list([
    ["Flags", set(flags)],
    ["SMS_ATN", stuck ? "up, held by a fault" : attention ? "up" : "down"],
    ["Interrupt", interrupt ? "with it" : "no"],
    ["Enabled", set(enables)],
  ]);
}
