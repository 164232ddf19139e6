/** `event`: events that come from elsewhere than the BMC's own sensors. */
import { type Command, Option } from "commander";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { byte, wholeNumber } from "../options/parsers.ts";

const HELP = `
The event goes the way of a Platform Event: into the log, to the guest that asked for events (ATN), through PEF.
No sensor changes by it: for that, extern-bmc sensor set. States have the names that sel list prints.

Examples:
  extern-bmc event send --sensor "CPU1 Temp" --state "upper critical going high"
  extern-bmc event send --sensor "CPU1 Temp" --state 9 --deasserted
  extern-bmc event send --type 0x0d --number 0x42 --state "drive fault" --data 01

Exit codes: 0 done, 1 no daemon runs, 2 there is no such sensor or state, or the command line is wrong.`;

interface SendOptions extends ControlOptions {
  readonly sensor?: string;
  readonly type?: number;
  readonly number?: number;
  readonly readingType?: number;
  readonly state: string;
  readonly deasserted?: true;
  readonly data?: string;
  readonly generator?: number;
}

export function addEvent(program: Command): void {
  const event = program.command("event").description("send events").helpCommand(false).addHelpText("after", HELP);
  const send = event.command("send").description("send an event, as a sensor or system software would");
  addControlOptions(send)
    .option("--sensor <name>", "the sensor it is of: name or number")
    .addOption(new Option("--type <code>", "sensor type, where it is of no sensor here").argParser(byte))
    .addOption(new Option("--number <number>", "sensor number, where it is of no sensor here").argParser(byte))
    .addOption(
      new Option("--reading-type <code>", "event/reading type; 0x6f or the sensor's if left out").argParser(
        wholeNumber(0, 0x7f),
      ),
    )
    .requiredOption("--state <state>", "what happened: the state's offset or name")
    .option("--deasserted", "it is over")
    .option("--data <hex>", "event data 2 and 3")
    .addOption(
      new Option("--generator <id>", "who says so; 0x20, the BMC, if left out").argParser(wholeNumber(0, 0xffff)),
    )
    .addHelpText("after", HELP)
    .action(async (options: SendOptions) => {
      const {
        sensor,
        type: sensorType,
        number: sensorNumber,
        readingType,
        state,
        deasserted,
        data,
        generator,
      } = options;
      const result = await onDaemon(options, (control, meant) =>
        control.call("event.send", {
          ...meant,
          ...{ sensor, sensorType, sensorNumber, readingType, state, deasserted, data, generator },
        }),
      );
      print(options, result, ({ recordId }) =>
        recordId === undefined ? "sent, not logged" : `sent, record ${recordId}`,
      );
    });
}
