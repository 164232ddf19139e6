/** `reset`: resets the BMC. */
import { Argument, type Command } from "commander";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";

const HELP = `
The machine keeps running, and non-volatile state stays. To reset the machine, use extern-bmc power reset.

Examples:
  extern-bmc reset cold
  extern-bmc reset warm --machine vm07

Exit codes: 0 done, 1 no daemon runs, 2 the command line is wrong.`;

export function addReset(program: Command): void {
  addControlOptions(program.command("reset").description("reset the BMC: cold, as at power-up, or warm"))
    .addArgument(new Argument("<kind>", "how").choices(["cold", "warm"]))
    .addHelpText("after", HELP)
    .action(async (kind: "cold" | "warm", options: ControlOptions) => {
      const result = await onDaemon(options, (control, meant) => control.call("reset", { ...meant, kind }));
      print(options, result, () => `${kind} reset done`);
    });
}
