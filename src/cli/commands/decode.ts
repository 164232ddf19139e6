/** `decode FILE`: prints a journal as text. */
import { createReadStream, statSync } from "node:fs";
import type { Command } from "commander";
import { commandTable } from "../../commands/index.ts";
import { tableOf } from "../../ipmi/dispatch.ts";
import { JournalReader } from "../../observe/journal.ts";
import type { TraceEvent } from "../../observe/trace-event.ts";
import { unreadable } from "../../os/regular-file.ts";
import { UsageError } from "../../service/errors.ts";
import { addFilterOptions, type FilterOptions, filterOf } from "../options/trace-filter.ts";
import { traceText } from "../output/trace-text.ts";

const HELP = `
serve --journal FILE writes a journal. The lines are those of extern-bmc watch: an exchange is one line, or with --details
a line for the request and one for the answer. The machine is named if the journal has several, or is not a regular file.

Examples:
  extern-bmc decode bmc.jsonl
  extern-bmc decode bmc.jsonl --command "Set Watchdog Timer" --details
  extern-bmc decode bmc.jsonl --cc refused --json | jq .refusal`;

interface DecodeOptions extends FilterOptions {
  readonly details?: true;
  readonly json?: true;
}

export function addDecode(program: Command): void {
  addFilterOptions(program.command("decode").description("print a journal as text"))
    .argument("<file>", "a journal")
    .option("--details", "print message ids and all fields, with request and answer on lines of their own")
    .option("--json", "print one JSON object per line")
    .addHelpText("after", HELP)
    .action(decode);
}

async function decode(file: string, options: DecodeOptions): Promise<void> {
  const several = options.machine === undefined && (await hasSeveralMachines(file));
  const text = traceText(tableOf(commandTable), options, several);
  const shows = filterOf(options);
  for await (const event of readJournal(file)) {
    if (!shows(event)) continue;
    process.stdout.write(`${text(event)}\n`);
    // The reader has closed the pipe (| head).
    if (process.stdout.errored) return;
  }
}

/** Whether a journal has several machines. It counts as one that does if it can be read only once. */
async function hasSeveralMachines(file: string): Promise<boolean> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return true;
  let first: string | undefined;
  try {
    for await (const { kind, machine } of readJournal(file)) {
      if (kind === "missing") continue;
      first ??= machine;
      if (machine !== first) return true;
    }
  } catch {
    // Printing the journal reports the error where it is.
  }
  return false;
}

/** Reads the events of a journal, which may be a pipe. @throws UsageError for an unreadable file, JournalError for another format */
export async function* readJournal(file: string): AsyncGenerator<TraceEvent> {
  const reader = new JournalReader(file);
  const stream = createReadStream(file, "utf8");
  try {
    for await (const text of stream) yield* reader.push(text);
  } catch (error) {
    if (error === stream.errored) throw new UsageError(`${file}: ${unreadable(error)}`);
    throw error;
  }
  reader.end();
}
