/** A client's place in a log of events: how many are sent in a turn, and how many wait for the client. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { type EventLog, LogReader } from "../../src/api/event-log.ts";
import type { EventStream } from "../../src/api/event-stream.ts";
import { EVENTS_A_TURN, FRESH_EVENTS } from "../../src/api/limits.ts";

/** A log of numbers, and a stream whose client reads when it is told. */
function reading() {
  const events: number[] = [];
  const sent: unknown[] = [];
  let listener = (_event: unknown) => {};
  let pages = 0;
  const log: EventLog = {
    get end() {
      return events.length;
    },
    page(from, most) {
      const found = events.slice(from, from + most).map((event, at) => ({ event, next: from + at + 1 }));
      if (found.length > 0) pages++;
      return { events: found, upTo: from + found.length };
    },
    listen(callback) {
      listener = callback;
      return () => {};
    },
  };
  let ready = Promise.withResolvers<void>();
  ready.resolve();
  const stream = {
    closed: false,
    onClose() {},
    drained: () => ready.promise,
    send: (event: unknown) => sent.push(event),
  };
  new LogReader({ log, from: 0, wants: () => true, idOf: String }, stream as unknown as EventStream);
  return {
    sent,
    pages: () => pages,
    publish(count: number) {
      for (let n = 0; n < count; n++) {
        events.push(events.length);
        listener(events.length - 1);
      }
    },
    hold() {
      ready = Promise.withResolvers<void>();
    },
    release: () => ready.resolve(),
  };
}

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

test("32 events are sent in a turn of the event loop", async () => {
  const { sent, publish } = reading();
  await nextTurn();
  publish(3 * EVENTS_A_TURN + 4);
  const counts = [0];
  while (sent.length < 3 * EVENTS_A_TURN + 4) {
    await nextTurn();
    counts.push(sent.length);
  }
  const grown = counts.slice(1).map((count, at) => count - (counts[at] ?? 0));
  expect(grown.filter((count) => count > 0)).toEqual([EVENTS_A_TURN, EVENTS_A_TURN, EVENTS_A_TURN, 4]);
  expect(sent).toEqual(numbers(100));
});

test.each([
  ["256 events wait for a client that does not read", FRESH_EVENTS, 0],
  ["one more, and it is sent those of the log", FRESH_EVENTS + 1, Math.ceil((FRESH_EVENTS + 1) / EVENTS_A_TURN)],
])("%s", async (_title, count, fromLog) => {
  const { sent, pages, publish, hold, release } = reading();
  hold();
  publish(count);
  await nextTurn();
  expect(sent).toEqual([]);
  release();
  while (sent.length < count) await nextTurn();
  expect(sent).toEqual(numbers(count));
  expect(pages()).toBe(fromLog);
});
