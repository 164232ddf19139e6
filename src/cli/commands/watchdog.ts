/** `watchdog`: shows, starts and stops the BMC's watchdog timer. */
import { type Command, Option } from "commander";
import type { ResultOf } from "../../control/calls.ts";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { byte, decimal } from "../options/parsers.ts";
import { bad } from "../output/style.ts";
import { list } from "../output/table.ts";

const HELP = `
start sets the timer and starts it; absent options keep their last values. stop stops it.

Examples:
  extern-bmc watchdog
  extern-bmc watchdog start --seconds 30 --action hardReset --use smsOs
  extern-bmc watchdog stop

Exit codes: 0 done, 1 no daemon runs, 2 the command line is wrong.`;

/** Choices of the call `watchdog.set`. */
const USES = ["biosFrb2", "biosPost", "osLoad", "smsOs", "oem"] as const;
const ACTIONS = ["none", "hardReset", "powerDown", "powerCycle"] as const;
const INTERRUPTS = ["none", "nmi", "messaging"] as const;

interface StartOptions extends ControlOptions {
  readonly seconds?: number;
  readonly use?: (typeof USES)[number];
  readonly action?: (typeof ACTIONS)[number];
  readonly interrupt?: (typeof INTERRUPTS)[number];
  readonly preTimeout?: number;
  readonly log?: boolean;
}

export function addWatchdog(program: Command): void {
  const watchdog = program
    .command("watchdog")
    .description("show, start or stop the watchdog timer")
    .helpCommand(false)
    .addHelpText("after", HELP);
  addControlOptions(watchdog.command("status", { isDefault: true }).description("show the timer"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => {
      print(options, await onDaemon(options, (control, meant) => control.call("watchdog.get", meant)), inWords);
    });
  addControlOptions(watchdog.command("start").description("set and start the timer"))
    .addOption(new Option("--seconds <seconds>", "countdown, 0 to 6553.5").argParser(decimal(0, 6553.5)))
    .addOption(new Option("--use <use>", "timer use").choices(USES))
    .addOption(new Option("--action <action>", "action when it expires").choices(ACTIONS))
    .addOption(new Option("--interrupt <kind>", "pre-timeout interrupt").choices(INTERRUPTS))
    .addOption(new Option("--pre-timeout <seconds>", "time from the interrupt to the end").argParser(byte))
    .option("--no-log", "do not log an event when it expires")
    .addHelpText("after", HELP)
    .action(async (options: StartOptions) => {
      const { seconds, use, action, interrupt, preTimeout: preTimeoutSeconds, log } = options;
      const given = { seconds, use, action, interrupt, preTimeoutSeconds, dontLog: !log };
      const result = await onDaemon(options, (control, meant) =>
        control.call("watchdog.set", { ...meant, ...given, run: true }),
      );
      print(options, result, inWords);
    });
  addControlOptions(watchdog.command("stop").description("stop the timer"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => {
      const result = await onDaemon(options, (control, meant) =>
        control.call("watchdog.set", { ...meant, run: false }),
      );
      print(options, result, inWords);
    });
}

function inWords(watchdog: ResultOf<"watchdog.get">): string {
  const { running, use, action, interrupt, preTimeoutSeconds, initialSeconds, presentSeconds, expired } = watchdog;
  return list([
    ["Running", running ? "yes" : "no"],
    ["Countdown", `${presentSeconds} of ${initialSeconds} s`],
    ["Use", use],
    ["Action", action],
    ["Interrupt", interrupt === "none" ? "none" : `${interrupt}, ${preTimeoutSeconds} s before the end`],
    ["Expired for", expired.length > 0 ? bad(expired.join(", ")) : "-"],
  ]);
}
