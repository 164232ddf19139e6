/** Simulated time: running at a rate, stopped, and advanced. */
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { REAL_TIME, SimulatedTime, type TimeOptions } from "../../src/sources/simulated-time.ts";

/** A simulated time on a manual clock at 5 s, and the callbacks so far: the name and time of each. */
function simulated(options: Partial<TimeOptions> = {}) {
  const clock = new ManualClock();
  clock.advance(5000);
  const time = new SimulatedTime({ ...REAL_TIME, ...options }, clock);
  const calls: string[] = [];
  const at = (ms: number, name: string) => time.at(ms, () => calls.push(`${name} ${time.nowMs()}`));
  return { clock, time, calls, at };
}

describe("time", () => {
  it.each([
    { options: {}, afterAMinute: 60_000 },
    { options: { startMs: 1000 }, afterAMinute: 61_000 },
    { options: { rate: 60 }, afterAMinute: 3_600_000 },
    { options: { rate: 0.5 }, afterAMinute: 30_000 },
    { options: { startMs: 1000, stopped: true }, afterAMinute: 1000 },
  ])("$options", ({ options, afterAMinute }) => {
    const { clock, time } = simulated(options);
    clock.advance(60_000);
    expect(time.nowMs()).toBe(afterAMinute);
  });

  it("continues from the present at another rate", () => {
    const { clock, time } = simulated();
    clock.advance(1000);
    time.rate = 10;
    clock.advance(1000);
    expect(time.nowMs()).toBe(11_000);
    expect(time.snapshot()).toEqual({ nowMs: 11_000, rate: 10, stopped: false });
  });

  it("does not move while it is stopped, and continues from there", () => {
    const { clock, time } = simulated();
    time.stop();
    clock.advance(1000);
    time.stop();
    time.resume();
    clock.advance(10);
    time.resume();
    expect(time.nowMs()).toBe(10);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("refuses rate %d", (rate) => {
    const { time } = simulated();
    expect(() => {
      time.rate = rate;
    }).toThrow(`rate is ${rate}; expected a number above 0`);
    expect(time.rate).toBe(1);
  });

  it("does not go back", () => {
    expect(() => simulated().time.advance(-1)).toThrow("ms is -1; expected a number of 0 or more");
  });
});

describe("due timers", () => {
  it("wait on one timer of the clock, for the next one", () => {
    const { clock, at } = simulated({ rate: 2 });
    at(3000, "a");
    expect(clock.nextAtMs).toBe(6500);
    at(1000, "b");
    expect(clock.nextAtMs).toBe(5500);
  });

  it("come in order of time, equal ones in order of request", () => {
    const { clock, calls, at } = simulated({ rate: 3 });
    at(20, "b");
    at(10, "a");
    at(20, "c");
    clock.advance(1000);
    expect(calls).toEqual(["a 10", "b 20", "c 20"]);
    expect(clock.nextAtMs).toBeUndefined();
  });

  it("need no timer in stopped time", () => {
    const { clock, time, calls, at } = simulated();
    at(10, "a");
    time.stop();
    expect(clock.nextAtMs).toBeUndefined();
    clock.advance(1000);
    time.resume();
    clock.advance(10);
    expect(calls).toEqual(["a 10"]);
  });

  it("do not come when they are cancelled", () => {
    const { clock, calls, at } = simulated();
    const timer = at(10, "a");
    at(30, "b");
    timer.cancel();
    clock.advance(30);
    expect(calls).toEqual(["b 30"]);
  });

  it("come at their own time when time is advanced, stopped or not, with those they add", () => {
    const { clock, time, calls, at } = simulated({ stopped: true });
    time.at(10, () => at(20, "b"));
    at(31, "c");
    time.advance(30);
    expect(calls).toEqual(["b 20"]);
    expect(time.nowMs()).toBe(30);
    time.resume();
    expect(clock.nextAtMs).toBe(5001);
  });

  it("may be farther off than a timer of Node can wait", () => {
    const { clock, calls, at } = simulated();
    at(3_000_000_000, "a");
    expect(clock.nextAtMs).toBe(5000 + 2_147_483_647);
    clock.advance(2_999_999_999);
    expect(calls).toEqual([]);
    clock.advance(1);
    expect(calls).toEqual(["a 3000000000"]);
  });

  it("come at rates whose inverse is not a binary fraction", () => {
    const { clock, time } = simulated({ rate: 0.7 });
    let count = 0;
    const again = () => {
      count++;
      time.at(count * 10, again);
    };
    time.at(0, again);
    clock.advance(100_000);
    expect(count).toBeGreaterThanOrEqual(7000);
  });
});
