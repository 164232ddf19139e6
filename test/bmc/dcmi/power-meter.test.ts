/** DCMI §6.6.1: the power meter stores no more loads than its measurements need, however often power changes. */
import { expect, it } from "vitest";
import { MAX_PERIOD_SECONDS, PowerMeter } from "../../../src/bmc/dcmi/power-meter.ts";
import { ManualClock } from "../../../src/clock.ts";

function runningMeter() {
  const clock = new ManualClock();
  const meter = new PowerMeter({ watts: 200, swingWatts: 0, swingPeriodSeconds: 60, standbyWatts: 10 }, clock);
  meter.systemPower(true);
  return { clock, meter };
}

it("stores nothing for a machine that is on and is reset", () => {
  const { clock, meter } = runningMeter();
  for (let reset = 0; reset < 1000; reset++) {
    clock.advance(1);
    meter.systemPower(true);
  }
  expect(meter.snapshot().loads).toHaveLength(1);
});

it("stores one load for each measurement at most", () => {
  const { clock, meter } = runningMeter();
  for (let change = 0; change < 4000; change++) {
    clock.advance(1);
    meter.setLoad(change);
  }
  expect(meter.snapshot().loads).toHaveLength(5);
  expect(meter.statistics(5)).toEqual({ current: 3999, minimum: 200, maximum: 3999, average: 2039 });
});

/** With a measurement to spare at either end, and the present load. */
it("keeps only the loads of the longest period", () => {
  const { clock, meter } = runningMeter();
  for (let second = 0; second < 2 * MAX_PERIOD_SECONDS; second++) {
    clock.advance(1000);
    meter.setLoad(second);
  }
  expect(meter.snapshot().loads).toHaveLength(MAX_PERIOD_SECONDS + 3);
  expect(meter.statistics(MAX_PERIOD_SECONDS)).toMatchObject({ minimum: MAX_PERIOD_SECONDS });
});
