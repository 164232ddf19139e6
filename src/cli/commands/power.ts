/** `power`: shows and changes system power. */
import { Argument, type Command } from "commander";
import type { ResultOf } from "../../control/calls.ts";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { bad } from "../output/style.ts";
import { list } from "../output/table.ts";

/** Actions of the call `power.set`. Not imported from there: that would load zod for every command line. */
const ACTIONS = ["on", "off", "cycle", "reset", "soft", "diag"] as const;
type Action = (typeof ACTIONS)[number];

const HELP = `
on, off, cycle, reset, soft and diag do the same as these actions of the IPMI command Chassis Control. An action is
refused if nothing can do it now: a connected QEMU, or what the settings power and qmp name (docs/acting.md).

Examples:
  extern-bmc power
  extern-bmc power reset
  extern-bmc power off --machine vm07
  extern-bmc power --json | jq -r .power

Exit codes: 0 done, 1 refused, or no daemon runs, 2 the command line is wrong.`;

export function addPower(program: Command): void {
  addControlOptions(program.command("power").description("show or change system power"))
    .addArgument(new Argument("[action]", "what to do").choices(["status", ...ACTIONS]).default("status"))
    .addHelpText("after", HELP)
    .action(async (action: Action | "status", options: ControlOptions) => {
      const result = await onDaemon(options, (control, meant) =>
        action === "status" ? control.call("power.status", meant) : control.call("power.set", { ...meant, action }),
      );
      print(options, result, inWords);
    });
}

function inWords({ power, restartCause, loss, restorePolicy }: ResultOf<"power.status">): string {
  return list([
    ["Power", power],
    ["Last start", restartCause],
    ...(loss ? [["Lost by", bad(loss)] as const] : []),
    ["Restore policy", restorePolicy],
  ]);
}
