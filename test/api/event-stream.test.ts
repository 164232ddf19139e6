/** Clients of an event stream that do not read. */
import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EventStream } from "../../src/api/event-stream.ts";
import { HEARTBEAT_MS, MAX_PENDING_BYTES, READ_TIMEOUT_MS } from "../../src/api/limits.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An answer whose client reads when told. */
class Answer extends EventEmitter {
  readonly written: string[] = [];
  readonly writableEnded = false;
  writableLength = 0;
  destroyed = false;
  reads = true;

  writeHead(): void {}

  write(text: string): boolean {
    this.written.push(text);
    if (!this.reads) this.writableLength += text.length;
    return this.reads;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit("close");
  }
}

function open() {
  const answer = new Answer();
  const onSlow = vi.fn();
  return { answer, onSlow, stream: new EventStream(answer as unknown as ServerResponse, onSlow) };
}

test("a client that does not read in time is dropped and counted; one that reads just before is not", async () => {
  const { answer, onSlow, stream } = open();
  answer.reads = false;
  stream.send({ n: 1 });
  vi.advanceTimersByTime(READ_TIMEOUT_MS - 1);
  answer.emit("drain");
  await stream.drained();
  stream.send({ n: 2 });
  vi.advanceTimersByTime(READ_TIMEOUT_MS - 1);
  expect([answer.destroyed, onSlow.mock.calls.length]).toEqual([false, 0]);
  vi.advanceTimersByTime(1);
  expect([answer.destroyed, onSlow.mock.calls.length, stream.closed]).toEqual([true, 1, true]);
  await stream.drained();
});

test("a client is dropped with the first event past the bytes that may wait", () => {
  const { answer, onSlow, stream } = open();
  answer.reads = false;
  answer.writableLength = MAX_PENDING_BYTES - "data: 1\n\n".length;
  stream.send(1);
  expect([answer.destroyed, onSlow.mock.calls.length]).toEqual([false, 0]);
  stream.send(1);
  expect([answer.destroyed, onSlow.mock.calls.length]).toEqual([true, 1]);
});

test("a silent stream says that it is alive, until its client is gone", () => {
  const { answer } = open();
  vi.advanceTimersByTime(2 * HEARTBEAT_MS);
  expect(answer.written).toEqual(["retry: 1000\n\n", ":\n\n", ":\n\n"]);
  answer.destroy();
  vi.advanceTimersByTime(2 * HEARTBEAT_MS);
  expect(answer.written).toHaveLength(3);
});

test("an event is one line, whatever the guest's text is", () => {
  const { answer, stream } = open();
  stream.send({ text: "a\n\ndata: b\r\u2028" }, "x-1");
  expect(answer.written.at(-1)).toBe('id: x-1\ndata: {"text":"a\\n\\ndata: b\\r\u2028"}\n\n');
});
