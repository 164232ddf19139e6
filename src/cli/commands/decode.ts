/** `decode FILE`: prints a journal as text. */
import { createReadStream } from "node:fs";
import type { Command } from "commander";
import { commandTable } from "../../commands/index.ts";
import { tableOf } from "../../ipmi/dispatch.ts";
import { JournalReader } from "../../observe/journal.ts";
import type { TraceEvent } from "../../observe/trace.ts";
import { unreadable } from "../../regular-file.ts";
import { UsageError } from "../../service/errors.ts";
import { addFilterOptions, type FilterOptions, filterOf } from "../options/trace-filter.ts";
import { traceJson, traceLines } from "../output/trace-text.ts";

const HELP = `
serve --journal FILE writes a journal. Each line has the time (UTC), the machine, the message id in hex, and a request (>)
or its answer (<). If a reply rule changed an answer, the message that was sent follows.

Examples:
  extern-bmc decode bmc.jsonl
  extern-bmc decode bmc.jsonl --command "Set Watchdog Timer"
  extern-bmc decode bmc.jsonl --cc refused --json | jq .refusal`;

interface DecodeOptions extends FilterOptions {
  readonly json?: true;
}

export function addDecode(program: Command): void {
  addFilterOptions(program.command("decode").description("print a journal as text"))
    .argument("<file>", "a journal")
    .option("--json", "print one JSON object per line")
    .addHelpText("after", HELP)
    .action(decode);
}

async function decode(file: string, options: DecodeOptions): Promise<void> {
  const table = tableOf(commandTable);
  const shows = filterOf(options);
  for await (const event of readJournal(file)) {
    if (!shows(event)) continue;
    const lines = options.json ? [traceJson(table, event)] : traceLines(table, event);
    process.stdout.write(`${lines.join("\n")}\n`);
    // The reader has closed the pipe (| head).
    if (process.stdout.errored) return;
  }
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
