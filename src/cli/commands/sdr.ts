/** `sdr`: the SDR repository. */

import type { Command } from "commander";
import type { SdrEntry } from "../../control/calls/records.ts";
import type { Control } from "../../control/client.ts";
import { hexNumber } from "../../text/hex.ts";
import {
  addControlOptions,
  type ControlOptions,
  everyPage,
  type Meant,
  onDaemon,
  print,
} from "../options/control-options.ts";
import { table } from "../output/table.ts";

const HELP = `
For sensors and their readings use extern-bmc sensor list. --json includes the bytes of the records.

Examples:
  extern-bmc sdr
  extern-bmc sdr --json | jq -r '.[] | select(.type == 1) | .bytes'

Exit codes: 0 done, 1 no daemon runs, 2 the command line is wrong.`;

export function addSdr(program: Command): void {
  addControlOptions(program.command("sdr").description("show the records of the SDR repository"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => print(options, await onDaemon(options, allRecords), inWords));
}

async function allRecords(control: Control, meant: Meant): Promise<readonly SdrEntry[]> {
  const pages = await everyPage((from) => control.call("sdr.list", { ...meant, from }));
  return pages.flatMap(({ records }) => records);
}

function inWords(records: readonly SdrEntry[]): string {
  return table(
    ["Id", "Name", "Record", "Sensor", "Bytes"],
    records.map(({ id, name = "-", kind, sensorNumber, bytes }) => [
      String(id),
      name,
      kind,
      sensorNumber === undefined ? "-" : hexNumber(sensorNumber),
      String(bytes.split(" ").length),
    ]),
  );
}
