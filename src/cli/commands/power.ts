/** `power`: what the front panel's buttons do. */
import { Argument, type Command } from "commander";
import type { ResultOf } from "../../control/calls.ts";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { alarming, list } from "../output/table.ts";

/** As `power.set` has them; not imported, as all that a command line begins with is loaded by all of them. */
const ACTIONS = ["on", "off", "cycle", "reset", "soft", "diag"] as const;
type Action = (typeof ACTIONS)[number];

const HELP = `
on, off, cycle, reset, soft and diag do what the IPMI command Chassis Control does with the same word. What no
connected QEMU said it can do is refused, and so is on where power.start of the configuration does not say how.

Examples:
  extern-bmc power
  extern-bmc power reset
  extern-bmc power off --machine vm07
  extern-bmc power --json | jq -r .power

Exit codes: 0 done, 1 refused, or no daemon is there, 2 the command line is wrong.`;

export function addPower(program: Command): void {
  addControlOptions(program.command("power").description("show or change system power"))
    .addArgument(new Argument("[action]", "what to do").choices(["status", ...ACTIONS]).default("status"))
    .addHelpText("after", HELP)
    .action(async (action: Action | "status", options: ControlOptions) => {
      const result = await onDaemon(options, async (control, meant) => {
        if (action !== "status") await control.call("power.set", { ...meant, action });
        return control.call("power.status", meant);
      });
      print(options, result, inWords);
    });
}

function inWords({ power, restartCause, loss, restorePolicy }: ResultOf<"power.status">): string {
  return list([
    ["Power", power],
    ["Last start", restartCause],
    ...(loss ? [["Lost by", alarming(loss)] as const] : []),
    ["Restore policy", restorePolicy],
  ]);
}
