/** `sel`: shows, extends, clears and saves the system event log. */

import type { Command } from "commander";
import type { SelRecord } from "../../control/calls/sel.ts";
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
import { writeOutput } from "../options/output-file.ts";
import { table } from "../output/table.ts";
import { utc } from "../output/utc.ts";

const HELP = `
add takes the 16 bytes of a record; the log replaces its id and timestamp. It raises no event (event send does). save
writes the records as ipmitool sel writeraw does, for ipmitool sel readraw.

Examples:
  extern-bmc sel list
  extern-bmc sel list --json | jq -r '.[].event'
  extern-bmc sel add 00 00 02 00 00 00 00 20 00 04 01 30 01 59 5f 5a
  extern-bmc sel save sel.bin
  extern-bmc sel clear

Exit codes: 0 done, 1 refused, or no daemon runs, 2 the command line is wrong.`;

export function addSel(program: Command): void {
  const sel = program
    .command("sel")
    .description("show, extend, clear and save the system event log")
    .helpCommand(false)
    .addHelpText("after", HELP);
  addControlOptions(sel.command("list").description("list the records, oldest first"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => print(options, await onDaemon(options, allRecords), inWords));
  addControlOptions(sel.command("add").description("add a record").argument("<byte...>", "16 bytes in hex"))
    .addHelpText("after", HELP)
    .action(async (bytes: readonly string[], options: ControlOptions) => {
      const record = bytes.join(" ").replaceAll(/0x/gi, "");
      const result = await onDaemon(options, (control, meant) => control.call("sel.add", { ...meant, record }));
      print(options, result, ({ id }) => `record ${id} added`);
    });
  addControlOptions(sel.command("clear").description("remove all records"))
    .addHelpText("after", HELP)
    .action(async (options: ControlOptions) => {
      const result = await onDaemon(options, (control, meant) => control.call("sel.clear", meant));
      print(options, result, () => "cleared");
    });
  addControlOptions(
    sel.command("save").description("write the records to a file, for ipmitool").argument("<file>", "the file"),
  )
    .addHelpText("after", HELP)
    .action(async (file: string, options: ControlOptions) => {
      const records = await onDaemon(options, allRecords);
      writeOutput(file, Buffer.concat(records.map(({ bytes }) => Buffer.from(bytes.replaceAll(" ", ""), "hex"))));
      print(options, { file, records: records.length }, () => `${records.length} records in ${file}`);
    });
}

async function allRecords(control: Control, meant: Meant): Promise<readonly SelRecord[]> {
  const pages = await everyPage((from) => control.call("sel.list", { ...meant, from }));
  return pages.flatMap(({ records }) => records);
}

function inWords(records: readonly SelRecord[]): string {
  if (records.length === 0) return "no records";
  return table(
    ["Id", "Time", "Sensor", "Event"],
    records.map((record) => [String(record.id), timeOf(record), sensorOf(record), eventOf(record)]),
  );
}

/** Timestamps below this count from the start of the BMC, whose clock was not set yet (§37). */
const FIRST_DATE_S = 0x2000_0000;

function timeOf({ timestamp }: SelRecord): string {
  if (timestamp === undefined) return "-";
  if (timestamp < FIRST_DATE_S) return `start + ${timestamp} s`;
  return utc(timestamp * 1000);
}

function sensorOf({ sensor, sensorType, sensorNumber }: SelRecord): string {
  if (sensor) return sensor;
  return sensorNumber === undefined ? "-" : `${sensorType} #${hexNumber(sensorNumber)}`;
}

function eventOf({ event, direction, reading, unit }: SelRecord): string {
  const over = direction === "deasserted" ? "deasserted: " : "";
  return `${over}${event}${reading === undefined ? "" : `, ${reading} ${unit}`}`;
}
