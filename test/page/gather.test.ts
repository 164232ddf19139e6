/** Work that is asked for in bursts. */
import { expect, it, vi } from "vitest";
import { gathered, oneAtATime } from "../../web/state/gather.ts";

it("gathers requests for work that come soon after each other", async () => {
  vi.useFakeTimers();
  const work = vi.fn();
  const soon = gathered(work);
  for (let asked = 0; asked < 100; asked++) soon.ask();
  expect(work).not.toHaveBeenCalled();
  vi.runAllTimers();
  soon.ask();
  vi.runAllTimers();
  soon.ask();
  soon.stop();
  vi.runAllTimers();
  vi.useRealTimers();
  expect(work).toHaveBeenCalledTimes(2);
});

it("runs one at a time, and once more for all calls during a run, although that fails", async () => {
  const runs: PromiseWithResolvers<void>[] = [];
  const work = oneAtATime(() => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  });
  const first = work();
  const [second, third] = [work(), work()];
  expect(runs).toHaveLength(1);
  runs[0]?.reject(new Error("no daemon"));
  await expect(first).rejects.toThrow("no daemon");
  await vi.waitFor(() => expect(runs).toHaveLength(2));
  runs[1]?.resolve();
  await Promise.all([second, third]);
  expect(runs).toHaveLength(2);
});
