/** Long work in slices, by a clock that the work itself moves. */
import { expect, test } from "vitest";
import { loadSteps } from "../../src/config/load.ts";
import { startDaemon } from "../../src/daemon/daemon.ts";
import { inOneTurn, inSlices, pauses, type Steps } from "../../src/turns/slices.ts";
import { machineConfig, silent } from "../support/daemon/operated-daemon.ts";

/** Work of steps that take 4 ms each on its clock, and the number of turns that it takes. */
function work(steps: number) {
  let nowMs = 0;
  function* all(): Steps<string> {
    for (let step = 0; step < steps; step++) {
      nowMs += 4;
      yield;
    }
    return "done";
  }
  let turns = 1;
  const pause = pauses(() => nowMs);
  const counted = () => {
    const paused = pause();
    if (paused) turns++;
    return paused;
  };
  return { all, counted, turns: () => turns };
}

test("a turn ends with the step that fills its slice of 10 ms", async () => {
  const { all, counted, turns } = work(9);
  expect(await inSlices(all(), counted)).toBe("done");
  expect(turns()).toBe(4);
});

test("the next turn begins with a whole slice, however late it comes", async () => {
  let nowMs = 0;
  const pause = pauses(() => nowMs);
  nowMs = 10;
  const paused = pause();
  nowMs = 1000;
  await paused;
  nowMs = 1009;
  expect(pause()).toBeUndefined();
  nowMs = 1010;
  expect(pause()).toBeInstanceOf(Promise);
});

test("without slices it is all one turn", () => {
  expect(inOneTurn(work(9).all())).toBe("done");
});

test("a configuration of a thousand machines has a step for each", () => {
  const steps = loadSteps(undefined, {}, [
    { origin: "--machines", path: ["machines"], value: [{ name: "vm[000-999]", extends: "server" }] },
  ]);
  let count = 0;
  while (!steps.next().done) count++;
  expect(count).toBeGreaterThan(3000);
});

test("the daemon starts its machines in slices, in their order", async () => {
  const names = Array.from({ length: 60 }, (_, index) => `vm${index}`);
  const machines = names.map((name) => machineConfig(name, { listen: [`connect:unix:/nonexistent/${name}.sock`] }));
  let turns = 0;
  const pause = () => {
    turns++;
    return new Promise<void>((resolve) => void setImmediate(resolve));
  };
  const daemon = await startDaemon({ ...machineConfig("daemon"), machines }, silent, [], pause);
  expect(turns).toBe(machines.length);
  expect(daemon.machines.map(({ name }) => name)).toEqual(names);
  await daemon.stop();
});
