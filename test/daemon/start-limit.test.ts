/** How often a guest can make the daemon run its machine's start command. */
import { expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { limitedStart, START_INTERVAL_MS } from "../../src/daemon/start-limit.ts";
import { starter } from "../../src/host/starter.ts";
import type { Machine } from "../../src/machine.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

const POWER_DOWN = "00 02 00";
const POWER_UP = "00 02 01";

function lab() {
  const clock = new ManualClock();
  const bmc = machine({}, clock);
  const starts: number[] = [];
  bmc.host.prefer(starter(limitedStart(bmc, () => starts.push(clock.nowMs()))));
  new FakeQemu(bmc, "3f");
  const restart = (times: number) => {
    for (let n = 0; n < times; n++) for (const request of [POWER_DOWN, POWER_UP]) expect(ask(bmc, request)).toBe("00");
  };
  return { bmc, clock, starts, restart };
}

it("starts the machine at once, and once more an interval later, however often it is switched off and on", () => {
  const { clock, starts, restart } = lab();
  restart(1000);
  expect(starts).toEqual([0]);
  clock.advance(START_INTERVAL_MS - 1);
  expect(starts).toEqual([0]);
  clock.advance(1);
  expect(starts).toEqual([0, START_INTERVAL_MS]);
  clock.advance(10 * START_INTERVAL_MS);
  expect(starts).toHaveLength(2);
});

it("starts at once again after the interval", () => {
  const { clock, starts, restart } = lab();
  restart(1);
  clock.advance(START_INTERVAL_MS);
  restart(1);
  expect(starts).toEqual([0, START_INTERVAL_MS]);
});

it("starts no machine that was switched off meanwhile, or whose BMC has ended", () => {
  const ends = [(bmc: Machine) => ask(bmc, POWER_DOWN), (bmc: Machine) => bmc.close()];
  for (const end of ends) {
    const { bmc, clock, starts, restart } = lab();
    restart(2);
    end(bmc);
    clock.advance(START_INTERVAL_MS);
    expect(starts).toEqual([0]);
  }
});
