/** The text of a journal → events, recordings, lines, captures and verdicts. */
import { strictEqual } from "node:assert/strict";
import { Jury } from "../../../src/assertions/jury.ts";
import { traceText } from "../../../src/cli/output/trace-text.ts";
import { commandTable } from "../../../src/commands/index.ts";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { tableOf } from "../../../src/ipmi/dispatch.ts";
import { Capture } from "../../../src/observe/capture.ts";
import { JOURNAL_HEADER, JournalError, JournalReader, parseJournal } from "../../../src/observe/journal.ts";
import type { TraceEvent } from "../../../src/observe/trace-event.ts";
import { recordingOf } from "../../../src/replay/recording.ts";
import { type Target, textOf } from "../../support/fuzz/target.ts";

const TABLE = tableOf(commandTable);
const FORMS = [{}, { details: true }, { json: true }] as const;
const { assertions } = configSchema.parse({
  assertions: [
    { seen: "Get Device ID" },
    { never: { command: "Chassis Control", completionCode: 0 } },
    { order: ["Get Device ID", "Get SEL Info"] },
    { discarded: 0 },
  ],
});

export const journal: Target = {
  name: "journal",
  never: "an error other than JournalError, events that cannot be printed, captured or judged",
  form: "text",
  maxBytes: 8192,
  seeds: [
    JOURNAL_HEADER,
    JOURNAL_HEADER +
      eventsOfEachKind()
        .map((event) => `${JSON.stringify(event)}\n`)
        .join(""),
  ],
  words: ["exchange", "sent", "a0", "aa", "1e300", '"rules":["a"]', '"lan":{}'],
  async run(input) {
    const text = textOf(input);
    const events = read(() => parseJournal("j", text));
    if (!events) return;
    const reader = new JournalReader("j");
    const half = Math.floor(text.length / 2);
    strictEqual(reader.push(text.slice(0, half)).length + reader.push(text.slice(half)).length, events.length);
    for (const form of FORMS) {
      const print = traceText(TABLE, form, true);
      for (const event of events) print(event);
    }
    const jury = new Jury(assertions);
    for (const event of events) jury.take(event);
    jury.verdicts();
    const capture = new Capture("fuzz");
    for (const block of capture.blocks(events)) strictEqual(block.length % 4, 0, "blocks of a capture are whole words");
    await recordingOf(each(events));
  },
};

function read(parse: () => readonly TraceEvent[]): readonly TraceEvent[] | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof JournalError) return undefined;
    throw error;
  }
}

async function* each(events: readonly TraceEvent[]): AsyncGenerator<TraceEvent> {
  yield* events;
}

/** An event of each kind, as a journal has it. */
function eventsOfEachKind(): readonly object[] {
  const told = { epochMs: 1_700_000_000_000, machine: "bmc", peer: "unix:a" };
  const exchange = { kind: "exchange", exchange: 1, id: 5, netFn: 6, lun: 0, cmd: 1, request: "", completionCode: 0 };
  return [
    { kind: "connected" },
    { kind: "capabilities", capabilities: 63 },
    { ...exchange, response: "20018101020200a2020001000000", command: "Get Device ID", rules: [], latencyMs: 0.1 },
    { ...exchange, exchange: 2, response: "", refusal: "no", rules: ["late"], latencyMs: 2 },
    { kind: "sent", exchange: 2, latencyMs: 5000, bytes: "051c0100dea0" },
    { kind: "control", code: 4 },
    { kind: "discarded", reason: "too short", bytes: "01" },
    { kind: "missing", count: 3 },
    { kind: "qemu", event: "RESET", reason: "guest-reset", guest: true, count: 2 },
    { kind: "machine reset" },
    { kind: "disconnected" },
  ].map((event) => ({ ...told, ...event }));
}
