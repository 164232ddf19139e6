/** `event`: sends events that do not come from the BMC's own sensors. */
import { type Command, Option } from "commander";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { byte, wholeNumber } from "../options/parsers.ts";

const HELP = `
The event takes effect as if it had come by Platform Event: it is logged, offered to the guest (SMS_ATN) and filtered by
PEF. It does not change a sensor; use extern-bmc sensor set for that. sel list prints the names of states.

Examples:
  extern-bmc event send --sensor "CPU1 Temp" --state "upper critical going high"
  extern-bmc event send --sensor "CPU1 Temp" --state 9 --deasserted
  extern-bmc event send --type 0x0d --number 0x42 --state "drive fault" --data 01

Exit codes: 0 done, 1 no daemon runs, 2 the sensor or state does not exist, or the command line is wrong.`;

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
    .option("--sensor <name>", "name or number of the sensor")
    .addOption(new Option("--type <code>", "sensor type, for an event without --sensor").argParser(byte))
    .addOption(new Option("--number <number>", "sensor number, for an event without --sensor").argParser(byte))
    .addOption(
      new Option(
        "--reading-type <code>",
        "event/reading type; defaults to the sensor's, or the type's usual one",
      ).argParser(wholeNumber(0, 0x7f)),
    )
    .requiredOption("--state <state>", "offset or name of the state")
    .option("--deasserted", "send the deassertion of the state")
    .option("--data <hex>", "event data bytes 2 and 3")
    .addOption(
      new Option("--generator <id>", "generator ID; defaults to the BMC's, 0x20").argParser(wholeNumber(0, 0xffff)),
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
