/** `identify`: shows and switches the identify light. */
import { Argument, type Command } from "commander";
import { UsageError } from "../../service/errors.ts";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { wholeNumber } from "../options/parsers.ts";

const HELP = `
on and off do the same as the IPMI command Chassis Identify.

Examples:
  extern-bmc identify
  extern-bmc identify on
  extern-bmc identify on --seconds 15
  extern-bmc identify off

Exit codes: 0 done, 1 refused, or no daemon runs, 2 the command line is wrong.`;

interface IdentifyOptions extends ControlOptions {
  readonly seconds?: number;
}

const ACTIONS = ["show", "on", "off"] as const;
type Action = (typeof ACTIONS)[number];

export function addIdentify(program: Command): void {
  addControlOptions(program.command("identify").description("show or switch the identify light"))
    .addArgument(new Argument("[action]", "what to do").choices(ACTIONS).default("show"))
    .option("--seconds <number>", "for on: switch it off again after this time", wholeNumber(1, 255))
    .addHelpText("after", HELP)
    .action(async (action: Action, options: IdentifyOptions) => {
      const { seconds } = options;
      if (action !== "on" && seconds !== undefined) throw new UsageError(`identify ${action} takes no --seconds`);
      const result = await onDaemon(options, async (control, meant) => {
        if (action !== "show") return control.call("identify.set", { ...meant, on: action === "on", seconds });
        const { identify } = await control.call("machine.get", meant);
        return { identify };
      });
      print(options, result, ({ identify }) => `Identify light  ${TEXTS[identify]}`);
    });
}

const TEXTS = { off: "off", timed: "on for a time", indefinite: "on" } as const;
