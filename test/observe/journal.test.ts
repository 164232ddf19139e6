import { describe, expect, it } from "vitest";
import { JOURNAL_HEADER, JournalError, JournalReader, journalLine, parseJournal } from "../../src/observe/journal.ts";
import type { TraceEvent } from "../../src/observe/trace-event.ts";
import { FakeQemu, machine } from "../support/machine/machine.ts";

function eventsOfASession(): readonly TraceEvent[] {
  const bmc = machine({ replies: { rules: [{ name: "twice", shape: "duplicate" }] } });
  const events: TraceEvent[] = [];
  bmc.trace.listen((event) => events.push(event));
  const qemu = new FakeQemu(bmc, "3f");
  qemu.request(7, "06 01");
  qemu.send("04 a1 01 02 a0");
  bmc.close();
  return events;
}

describe("a journal", () => {
  it("holds every kind of event as a line of JSON, and reads it back", () => {
    const events = eventsOfASession();
    const text = JOURNAL_HEADER + events.map(journalLine).join("");
    expect(parseJournal("bmc.jsonl", text)).toEqual(events.map(withPlainBytes));
    expect(new Set(events.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(6);
  });

  it("is read in pieces, wherever they were cut", () => {
    const events = eventsOfASession();
    const text = JOURNAL_HEADER + events.map(journalLine).join("");
    for (const size of [1, 7, 100]) {
      const reader = new JournalReader("bmc.jsonl");
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
      expect(pieces.flatMap((piece) => reader.push(piece))).toHaveLength(events.length);
      reader.end();
    }
  });

  it("may end in the middle of a line, as when the daemon was killed", () => {
    const [first, second] = eventsOfASession().map(journalLine);
    expect(parseJournal("bmc.jsonl", `${JOURNAL_HEADER}${first}${second?.slice(0, 20)}`)).toHaveLength(1);
  });

  it.each([
    ["", /^bmc.jsonl:1: no journal of version 1/],
    ["\u007fELF", /^bmc.jsonl:1: no journal of version 1/],
    [
      '{"format":"extern-bmc journal","version":2}\n',
      /^bmc.jsonl:1: a journal of version 2, and this program reads version 1/,
    ],
    [`${JOURNAL_HEADER}{"kind":"constructor"}\n`, /^bmc.jsonl:2: kind is "constructor"; expected one of exchange,/],
    [
      `${JOURNAL_HEADER}{"kind":"connected","epochMs":1e300,"machine":"a","peer":"b"}\n`,
      /^bmc.jsonl:2: epochMs is missing, or of the wrong type, in an event of kind connected/,
    ],
    [
      `${JOURNAL_HEADER}{"kind":"control","code":300,"epochMs":1,"machine":"a","peer":"b"}\n`,
      /^bmc.jsonl:2: code is missing, or of the wrong type, in an event of kind control/,
    ],
    [`${JOURNAL_HEADER}${"x".repeat(2 ** 20 + 1)}`, /^bmc.jsonl:2: a line of more than 1048576 characters/],
    [`${JOURNAL_HEADER}{"kind"\n`, /^bmc.jsonl:2: /],
    [`${JOURNAL_HEADER}7\n`, /^bmc.jsonl:2: expected an event, which is a JSON object/],
    [`${JOURNAL_HEADER}{"kind":"sneeze"}\n`, /^bmc.jsonl:2: kind is "sneeze"; expected one of exchange, sent,/],
    [
      `${JOURNAL_HEADER}{"kind":"control","epochMs":1,"machine":"a","peer":"b"}\n`,
      /^bmc.jsonl:2: code is missing, or of the wrong type, in an event of kind control/,
    ],
    [
      `${JOURNAL_HEADER}{"kind":"discarded","reason":"x","bytes":"0","epochMs":1,"machine":"a","peer":"b"}\n`,
      /^bmc.jsonl:2: expected bytes in hex, got "0"/,
    ],
  ])("that is damaged is reported with place and reason: %j", (text, message) => {
    expect(() => parseJournal("bmc.jsonl", text)).toThrow(JournalError);
    expect(() => parseJournal("bmc.jsonl", text)).toThrow(message);
  });
});

/** Drops undefined values; turns Buffers into Uint8Arrays, as reading a journal gives them. */
function withPlainBytes(event: TraceEvent): object {
  const entries = Object.entries(event).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, ArrayBuffer.isView(value) ? bytesOf(value) : value]));
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
}
