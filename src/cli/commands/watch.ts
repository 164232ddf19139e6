/** `watch`: shows the exchanges of guests and their BMCs live. */
import type { Command } from "commander";
import { commandTable } from "../../commands/index.ts";
import type { Control } from "../../control/client.ts";
import { tableOf } from "../../ipmi/dispatch.ts";
import { eventOf } from "../../observe/journal-event.ts";
import type { TraceEvent } from "../../observe/trace-event.ts";
import { onDaemon } from "../options/control-options.ts";
import { addFilterOptions, type FilterOptions, filterOf } from "../options/trace-filter.ts";
import { wholeStatus } from "../options/whole-status.ts";
import { traceText } from "../output/trace-text.ts";

const HELP = `
An exchange is one line: the time (UTC), the machine if the daemon has several, the request with its fields, the completion
code, the fields of the answer, and how long the BMC took. Bits that are not set are left out, and a terminal shows as many
fields as it has room for. --details prints the message id and all fields, with request (>) and answer (<) on lines of their
own. If a fault changed an answer, the message that was sent follows under the number of the exchange (#7). Machines that are added later are shown too. Ends with the daemon, with the
machine of --machine, or by Ctrl-C. Watching never slows the daemon: excess events are dropped, and counted on standard
error.

Examples:
  extern-bmc watch
  extern-bmc watch --machine vm0 --cc refused --details
  extern-bmc watch --command "Set Watchdog Timer" --json`;

interface WatchOptions extends FilterOptions {
  readonly socket?: string;
  readonly details?: true;
  readonly json?: true;
}

export function addWatch(program: Command): void {
  addFilterOptions(program.command("watch").description("show the exchanges of a running daemon live"))
    .option("-s, --socket <path>", "the daemon's control socket (environment: EXTERN_BMC_CONTROL_SOCKET)")
    .option("--details", "print message ids and all fields, with request and answer on lines of their own")
    .option("--json", "print one JSON object per line")
    .addHelpText("after", HELP)
    .action((options: WatchOptions) => onDaemon(options, (control) => watch(control, options)));
}

async function watch(control: Control, options: WatchOptions): Promise<void> {
  const enough = () => control.close();
  process.once("SIGINT", enough).once("SIGTERM", enough);
  // The reader has closed the pipe (| head).
  process.stdout.once("error", enough);
  const { machine = "", json } = options;
  const several = options.machine === undefined && (await wholeStatus(control)).machines.length > 1;
  const text = traceText(tableOf(commandTable), options, several);
  const show = (event: TraceEvent) => process.stdout.write(`${text(event)}\n`);
  const dropped = (count: number) => {
    process.stderr.write(`extern-bmc: ${count} events were dropped\n`);
    if (json) show({ kind: "missing", count, epochMs: Date.now(), machine, peer: "" });
  };
  const shows = filterOf(options);
  try {
    for await (const entry of control.stream("watch", { machine: options.machine }, { dropped })) {
      const event = eventOf(entry);
      if (shows(event)) show(event);
    }
  } catch (error) {
    // Watching ends with the daemon, or with our own connection.
    if (!(error instanceof Error && "code" in error && error.code === "disconnected")) throw error;
  }
}
