/** Lines of `watch` and `decode`, and the filters on them. */
import { expect, it } from "vitest";
import { filterOf } from "../../../src/cli/options/trace-filter.ts";
import { traceLines } from "../../../src/cli/output/trace-text.ts";
import { commandTable } from "../../../src/commands/index.ts";
import { tableOf } from "../../../src/ipmi/dispatch.ts";
import type { Happening, TraceEvent } from "../../../src/observe/trace.ts";
import { hex } from "../../support/bytes/hex.ts";

const at = { epochMs: Date.UTC(2026, 0, 1, 12), machine: "vm0", peer: "qemu" };

function exchange(number: number, cmd: number, rules: readonly string[] = []): TraceEvent {
  const asked = { exchange: number, id: number, netFn: 6, lun: 0, cmd, request: new Uint8Array(), rules };
  return { ...at, kind: "exchange", ...asked, completionCode: 0xc1, response: new Uint8Array(), latencyMs: 1 };
}

const sent = (number: number): TraceEvent => ({
  ...{ ...at, kind: "sent", exchange: number, latencyMs: 5, bytes: hex("01 02") },
});

const shown = (options: Parameters<typeof filterOf>[0], events: readonly TraceEvent[]) =>
  events.filter(filterOf(options)).map((event) => (event.kind === "exchange" ? event.exchange : event.kind));

it("shows the answers that rules sent only for exchanges of the chosen command", () => {
  const events = [exchange(1, 1, ["late"]), exchange(2, 4, ["late"]), sent(2), exchange(3, 1), sent(1), sent(1)];
  expect(shown({ command: { netFn: 6, cmd: 1 } }, events)).toEqual([1, 3, "sent"]);
});

it("forgets the first of 1001 exchanges that await an answer", () => {
  const events = Array.from({ length: 1001 }, (_, index) => exchange(index, 1, ["lost"]));
  expect(shown({ cc: (code) => code === 0xc1 }, [...events, sent(0), sent(1)]).slice(1001)).toEqual(["sent"]);
});

it("shows with any filter that events are missing", () => {
  const missing: TraceEvent = { ...at, machine: "vm1", kind: "missing", count: 3 };
  expect(shown({ machine: "vm0", cc: () => false }, [missing, exchange(1, 1)])).toEqual(["missing"]);
});

it.each<[string, Happening]>([
  ["12:00:00.000 vm0  -- qemu: connected", { kind: "connected" }],
  ["12:00:00.000 vm0  -- qemu can do: power irq", { kind: "capabilities", capabilities: 5 }],
  ["12:00:00.000 vm0  -< PowerOff", { kind: "control", code: 3 }],
  ["12:00:00.000 vm0 -- discarded, too short: 01 02", { kind: "discarded", reason: "too short", bytes: hex("01 02") }],
  ["12:00:00.000 vm0  -- QEMU: SHUTDOWN (guest-reset)", { kind: "qemu", event: "SHUTDOWN", reason: "guest-reset" }],
  ["12:00:00.000 vm0 -- 7 events before this are missing", { kind: "missing", count: 7 }],
  // One whole message and the beginning of another, which must not look like a complete exchange.
  [
    "12:00:00.000 vm0 -- < 01 1c 01 00 e2 a0 01 5.00 ms #1",
    { kind: "sent", exchange: 1, latencyMs: 5, bytes: hex("01 1c 01 00 e2 a0 01") },
  ],
])("%s", (line, happening) => {
  expect(traceLines(tableOf(commandTable), { ...at, ...happening })).toEqual([line]);
});

it("prints no control characters of a journal", () => {
  const table = tableOf(commandTable);
  const nasty = "\u001b[2Jvm\u009b1A\n0";
  const events: readonly TraceEvent[] = [
    { ...at, machine: nasty, peer: nasty, kind: "connected" },
    { ...exchange(1, 1, [nasty]), machine: nasty, command: nasty, refusal: nasty } as TraceEvent,
  ];
  expect(events.flatMap((event) => traceLines(table, event)).join("")).not.toMatch(/\p{Cc}/u);
});
