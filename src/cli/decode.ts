/** `decode FILE`: a journal in words. */
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { commandTable } from "../commands/index.ts";
import { reason } from "../config/file.ts";
import { tableOf } from "../ipmi/dispatch.ts";
import { parseJournal } from "../observe/journal.ts";
import type { TraceEvent } from "../observe/trace.ts";
import { addFilterOptions, type FilterOptions, passes } from "./trace-filter.ts";
import { traceJson, traceLines } from "./trace-text.ts";
import { UsageError } from "./usage-error.ts";

const HELP = `
A journal is what serve --journal FILE writes. Each line has the time (UTC), the machine, the message id in hex, and a
request (>) or its answer (<); what a rule of replies sent follows as it went out.

Examples:
  extern-bmc decode bmc.jsonl
  extern-bmc decode bmc.jsonl --command "Set Watchdog Timer"
  extern-bmc decode bmc.jsonl --cc refused --json | jq .refusal`;

interface DecodeOptions extends FilterOptions {
  readonly json?: true;
}

export function addDecode(program: Command): void {
  addFilterOptions(program.command("decode").description("print a journal in words"))
    .argument("<file>", "a journal")
    .option("--json", "one JSON object a line")
    .addHelpText("after", HELP)
    .action(async (file: string, options: DecodeOptions) => {
      const table = tableOf(commandTable);
      for (const event of await readJournal(file)) {
        if (!passes(options, event)) continue;
        const lines = options.json ? [traceJson(table, event)] : traceLines(table, event);
        process.stdout.write(`${lines.join("\n")}\n`);
      }
    });
}

/** @throws UsageError when it cannot be read, JournalError when it is none */
export async function readJournal(file: string): Promise<readonly TraceEvent[]> {
  const text = await readFile(file, "utf8").catch((error) => {
    throw new UsageError(`${file}: ${reason(error)}`);
  });
  return parseJournal(file, text);
}
