import { getHeapStatistics } from "node:v8";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HISTORY_BUDGET, HistoryBudget } from "../../src/observe/history-budget.ts";
import { TraceFeed } from "../../src/observe/trace.ts";
import type { ExchangeHappening, Happening } from "../../src/observe/trace-event.ts";

const AMPLE = 2 ** 30;
const EVENT = { kind: "discarded", reason: "too short", bytes: new Uint8Array(100) } as const;
const ALL = 100_000;

const feedOf = (mostKept: number, budget = new HistoryBudget(AMPLE)) => new TraceFeed("vm0", () => 7, mostKept, budget);
const numbersIn = (feed: TraceFeed) => feed.history(0, ALL).events.map((event) => "count" in event && event.count);

describe("the history", () => {
  const exchange: ExchangeHappening = {
    ...{ kind: "exchange", exchange: 300, id: 0xff, netFn: 0x3f, lun: 3, cmd: 0xa0 },
    ...{ request: Uint8Array.of(1, 2), completionCode: 0xc1, response: new Uint8Array(300).fill(0xee) },
    ...{ command: "Get Device ID", refusal: "Länge ist 3", rules: ["late", "lost"], latencyMs: 0.0625 },
  };

  it.each<Happening>([
    exchange,
    { ...exchange, command: undefined, refusal: undefined, rules: [], request: new Uint8Array() },
    { kind: "sent", exchange: Number.MAX_SAFE_INTEGER, latencyMs: 3000.5, bytes: Uint8Array.of(0xa0) },
    { kind: "capabilities", capabilities: 0x3f },
    { kind: "control", code: 0x0b },
    { kind: "discarded", reason: "", bytes: new Uint8Array() },
    { kind: "qemu", event: "RESET", reason: "guest-reset", guest: true, count: 128 },
    { kind: "qemu", event: "STOP", guest: false },
    { kind: "qemu", event: "RESUME" },
    { ...exchange, channel: 1, session: 255 },
    { ...exchange, channel: 0 },
    { kind: "session opened", session: 1, user: "", privilege: "Administrator", suite: 0 },
    { kind: "session opened", session: 63, user: "admin", privilege: "Operator" },
    { kind: "session closed", session: 1, user: "admin", reason: "the client closed it" },
    { kind: "SOL ended", session: 1, instance: 2, sent: 1_000_000, received: 0 },
    { kind: "log-in refused", step: "RAKP 2", status: 0x0d, user: "nobody", reason: "unknown name" },
    { kind: "log-in refused", step: "Activate Session", reason: "wrong password" },
    { kind: "log-in abandoned", step: "RAKP 3", status: 0x0f, user: "admin", reason: "the client says so" },
    { kind: "log-in abandoned", step: "Activate Session", user: "", reason: "Activate Session did not come" },
    { kind: "trap", sequence: 0xffff, isSent: true, bytes: Uint8Array.of(0x30, 0x00) },
    { kind: "medium", drive: "cd0", image: "http://a/b.iso" },
    { kind: "medium", drive: "cd0", image: undefined },
    { kind: "redfish", method: "PATCH", path: "/redfish/v1/Systems/1", status: 412, rules: ["a", "b"], latencyMs: 0.5 },
    { kind: "trap", sequence: 1, isSent: false, bytes: Uint8Array.of() },
    { kind: "missing", count: 12 },
    { kind: "connected" },
    { kind: "disconnected" },
    { kind: "machine reset" },
  ])("keeps every field of an event, the first time and again: %j", (event) => {
    const feed = feedOf(10);
    feed.publish("peer", event);
    feed.publish("other peer", event);
    const { events } = feed.history(0, 10);
    const traced = { ...event, machine: "vm0", epochMs: 7 };
    expect(events).toEqual([
      { ...traced, peer: "peer" },
      { ...traced, peer: "other peer" },
    ]);
  });

  it("keeps an event that is larger than any chunk, between others", () => {
    const feed = feedOf(10);
    const bytes = new Uint8Array(100_000).fill(5);
    for (const length of [1, 100_000, 2]) feed.publish("peer", { ...EVENT, bytes: bytes.subarray(0, length) });
    const { events } = feed.history(0, 10);
    expect(events.map((event) => "bytes" in event && [event.bytes.length, event.bytes.at(-1)])).toEqual([
      [1, 5],
      [100_000, 5],
      [2, 5],
    ]);
  });

  it("returns the same pages as a list of events would", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 60 });
    const some = fc.integer({ min: 0, max: 70 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 70 }), some, some, (lengths, mostKept, from, most) => {
        const feed = feedOf(mostKept);
        for (const length of lengths) feed.publish("peer", { ...EVENT, bytes: new Uint8Array(length) });
        const first = Math.max(0, lengths.length - mostKept);
        const start = Math.max(Math.min(from, lengths.length), first);
        const upTo = Math.min(lengths.length, start + most);
        const missing = start > from ? [`${start - from} missing`] : [];
        const { events, ...rest } = feed.history(from, most);
        const found = events.map((event) =>
          "bytes" in event ? event.bytes.length : "count" in event && `${event.count} missing`,
        );
        expect(found).toEqual([...missing, ...lengths.slice(start, upTo)]);
        expect(rest).toEqual({ upTo, more: upTo < lengths.length });
      }),
    );
  });
});

describe("the budget of all histories", () => {
  const SIZE = 64 * 1024;
  const kept = (feed: TraceFeed) => feed.history(0, ALL).events.filter(({ kind }) => kind === "discarded").length;

  it("shrinks the history that takes more than its equal share, and counts what is missing", () => {
    const budget = new HistoryBudget(SIZE);
    const [loud, quiet] = [feedOf(ALL, budget), feedOf(ALL, budget)];
    for (let i = 0; i < 4; i++) quiet.publish("peer", EVENT);
    for (let i = 0; i < 10_000; i++) loud.publish("peer", EVENT);
    expect(kept(quiet)).toBe(4);
    expect(kept(loud) * EVENT.bytes.length).toBeGreaterThan(SIZE / 2);
    expect(kept(loud) * EVENT.bytes.length).toBeLessThan(SIZE);
    expect(numbersIn(loud)[0]).toBe(10_000 - kept(loud));
    const two = loud.history(9998, ALL);
    expect(two).toMatchObject({ events: [EVENT, EVENT], upTo: 10_000, more: false });
    // All together take too much now, and the quiet one has less than its share.
    for (let i = 0; i < 200; i++) quiet.publish("peer", EVENT);
    expect(kept(quiet)).toBe(204);
  });

  it("gets back the share of a machine that is closed", () => {
    const budget = new HistoryBudget(SIZE);
    const [gone, other] = [feedOf(ALL, budget), feedOf(ALL, budget)];
    for (let i = 0; i < 1000; i++) gone.publish("peer", EVENT);
    gone.close();
    for (let i = 0; i < 500; i++) other.publish("peer", EVENT);
    expect([kept(gone), kept(other)]).toEqual([0, 500]);
  });

  it("is 64 MiB, or an eighth of a heap that is smaller than 512 MiB", () => {
    const heapBytes = getHeapStatistics().heap_size_limit;
    const bytes = Math.floor(Math.min(64 * 2 ** 20, heapBytes / 8));
    HISTORY_BUDGET.join();
    HISTORY_BUDGET.change(bytes);
    expect(HISTORY_BUDGET.isOver(Number.POSITIVE_INFINITY)).toBe(false);
    HISTORY_BUDGET.change(1);
    expect(HISTORY_BUDGET.isOver(Number.POSITIVE_INFINITY)).toBe(true);
    HISTORY_BUDGET.leave(bytes + 1);
  });

  it("loses half a kibibyte to a machine without traffic", () => {
    const [least, most] = [511, 512].map((bytes) => new HistoryBudget(bytes));
    for (const budget of [least, most]) {
      const feed = feedOf(10_000, budget);
      feed.publish("127.0.0.1:40000", { kind: "connected" });
      feed.publish("127.0.0.1:40000", { kind: "capabilities", capabilities: 0x3f });
    }
    expect([least, most].map((budget) => budget?.isOver(Number.POSITIVE_INFINITY))).toEqual([true, false]);
  });
});
