import { expect, it, onTestFinished, vi } from "vitest";
import { LONG_TURN_MS, TurnQueue } from "../../src/transport/turn-queue.ts";

it("gives each piece of work a turn of the event loop for itself, in order", async () => {
  const queue = new TurnQueue();
  let loop = 0;
  const count = () => {
    loop++;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  const done = await new Promise<readonly (readonly [string, number])[]>((resolve) => {
    const had: (readonly [string, number])[] = [];
    for (const who of ["a", "b", "c"]) {
      queue.add(() => {
        had.push([who, loop]);
        if (who === "c") resolve(had);
      });
    }
  });
  clearImmediate(counting);
  expect(done.map(([who]) => who)).toEqual(["a", "b", "c"]);
  expect(new Set(done.map(([, turn]) => turn)).size).toBe(3);
});

it("pauses after long work for as long as the work took", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const queue = new TurnQueue();
  const done: string[] = [];
  const work = (name: string, tookMs: number) => () => {
    vi.spyOn(performance, "now").mockReturnValueOnce(tookMs);
    done.push(name);
  };
  vi.spyOn(performance, "now").mockReturnValueOnce(0);
  queue.add(work("long", 10 * LONG_TURN_MS));
  queue.add(work("next", 0));
  vi.advanceTimersByTime(0);
  expect(done).toEqual(["long"]);
  vi.advanceTimersByTime(10 * LONG_TURN_MS - 1);
  expect(done).toEqual(["long"]);
  vi.advanceTimersByTime(1);
  expect(done).toEqual(["long", "next"]);
});

it("goes on after work that throws", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const queue = new TurnQueue();
  const next = vi.fn();
  queue.add(() => {
    throw new Error("a bug");
  });
  queue.add(next);
  expect(() => vi.advanceTimersToNextTimer()).toThrow("a bug");
  vi.advanceTimersToNextTimer();
  expect(next).toHaveBeenCalledTimes(1);
});
