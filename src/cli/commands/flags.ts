/** `flags`: shows and clears message flags, and shows SMS_ATN and the interrupt. */
import { Argument, type Command, Option } from "commander";
import type { ResultOf } from "../../control/calls.ts";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { wholeNumber } from "../options/parsers.ts";
import { list } from "../output/table.ts";

/** Flags of the call `flags.clear`. */
const FLAGS = ["receiveMessageAvailable", "eventMessageBufferFull", "watchdogPreTimeout"] as const;

const HELP = `
While SMS_ATN is up, a guest's driver reads the messages behind the flags. clear drops them, as Clear Message Flags does.

Examples:
  extern-bmc flags
  extern-bmc flags clear
  extern-bmc flags clear eventMessageBufferFull

Exit codes: 0 done, 1 no daemon runs, 2 the command line is wrong.`;

interface FlagsOptions extends ControlOptions {
  readonly channel?: number;
}

const channelOption = () =>
  new Option("--channel <number>", "channel of the system interface; defaults to 15, the primary one").argParser(
    wholeNumber(0, 15),
  );

export function addFlags(program: Command): void {
  const flags = program
    .command("flags")
    .description("show or clear message flags, SMS_ATN and interrupts")
    .helpCommand(false)
    .addHelpText("after", HELP);
  addControlOptions(flags.command("show", { isDefault: true }).description("show the flags"))
    .addHelpText("after", HELP)
    .addOption(channelOption())
    .action(async (options: FlagsOptions) => {
      const { channel } = options;
      const result = await onDaemon(options, (control, meant) => control.call("flags.get", { ...meant, channel }));
      print(options, result, inWords);
    });
  addControlOptions(
    flags.command("clear").description("clear flags and the messages behind them; defaults to all flags"),
  )
    .addArgument(new Argument("[flag...]", "the flags").choices(FLAGS))
    .addHelpText("after", HELP)
    .addOption(channelOption())
    .action(async (named: readonly (typeof FLAGS)[number][], options: FlagsOptions) => {
      const { channel } = options;
      const result = await onDaemon(options, async (control, meant) => {
        await control.call("flags.clear", { ...meant, channel, ...(named.length > 0 && { flags: [...named] }) });
        return control.call("flags.get", { ...meant, channel });
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
