/** Readings that the page keeps, and the scale of a gauge. */
import { describe, expect, it } from "vitest";
import type { SensorStatus } from "../../src/control/calls/sensor.ts";
import { PLOT_MS, SENSOR_POINTS } from "../../web/limits.ts";
import { calledAs, type History, keyOf, recorded, toldPoints, withEarlier } from "../../web/machine/history.ts";
import { gaugeOf } from "../../web/machine/sensors/gauge-scale.ts";

const sensor = (value: number | undefined, more: Partial<SensorStatus> = {}): SensorStatus => ({
  ...{ number: 0x30, lun: 0, name: "Temp", type: "Temperature", available: value !== undefined, scanning: true },
  ...{ unit: "C", states: [], thresholds: {}, held: false },
  ...(value !== undefined && { value }),
  ...more,
});

it("keeps the newest readings of numeric sensors, and gaps where there was none", () => {
  let history: History = new Map();
  for (let at = 0; at < SENSOR_POINTS + 1; at++) history = recorded(history, [sensor(at)], at);
  history = recorded(history, [sensor(undefined)], 5000);
  const points = history.get(keyOf(sensor(1))) ?? [];
  expect(points).toHaveLength(SENSOR_POINTS);
  expect(points[0]).toEqual({ epochMs: 2, value: 2 });
  expect(points.at(-1)).toEqual({ epochMs: 5000, value: null });
});

it("forgets a sensor that is gone, and has none of a discrete one", () => {
  const history = recorded(new Map([["0.9", []]]), [{ ...sensor(1), unit: undefined }], 1);
  expect(history.size).toBe(0);
});

describe("what the daemon has kept", () => {
  const start = PLOT_MS * 2;
  const told = (...points: readonly [at: number, value: number | null][]) =>
    points.map(([epochMs, value]) => ({ epochMs, value }));

  it("is in time of the browser, with points for the lowest and the highest value", () => {
    const readings = [
      { epochMs: 1000, value: 42, lowest: 42, highest: 42 },
      { epochMs: 2000, value: 42, lowest: 42, highest: 97 },
      { epochMs: 3000 },
    ];
    expect(toldPoints({ now: 5000, unit: "C", readings }, 9000)).toEqual(
      told([5000, 42], [6000, 97], [6000, 42], [7000, null]),
    );
  });

  it("comes before what the view saw, without the points of the same time", () => {
    const seen = told([start, 3], [start + 2000, 4]);
    const kept = told([start - 1000, 2], [start, 3], [start + 1000, 4]);
    expect(withEarlier(kept, seen)).toEqual([{ epochMs: start - 1000, value: 2 }, ...seen]);
    expect(withEarlier([], seen)).toEqual(seen);
    expect(withEarlier(kept, [])).toEqual(kept);
  });

  it("begins with the reading at the start of the plot", () => {
    const kept = told([1, 1], [2, 2], [start - 5, 3]);
    expect(withEarlier(kept, told([start, 4]))).toEqual(told([start - PLOT_MS, 2], [start - 5, 3], [start, 4]));
    const all = told([start, 4], [start + 2 * PLOT_MS, 5]);
    expect(withEarlier(kept, all)).toEqual(told([start, 3], [start, 4], [start + 2 * PLOT_MS, 5]));
  });
});

it("a sensor on another LUN is called by its name: calls take a number as one of LUN 0", () => {
  expect(calledAs(sensor(1))).toBe(0x30);
  expect(calledAs(sensor(1, { lun: 1 }))).toBe("Temp");
});

it("a gauge has a zone for each pair of thresholds, and its value inside", () => {
  const all = { lowerCritical: 0, lowerNonCritical: 5, upperNonCritical: 40, upperCritical: 45 };
  const gauge = gaugeOf({ thresholds: all, value: 22.5 });
  expect(gauge?.zones.map(({ tone }) => tone)).toEqual(["bad", "warn", "ok", "warn", "bad"]);
  expect(gauge?.at).toBeCloseTo(0.5);
  expect(gaugeOf({ thresholds: { upperCritical: 95 }, value: 40 })?.zones.map(({ tone }) => tone)).toEqual([
    "ok",
    "bad",
  ]);
  expect(gaugeOf({ thresholds: {}, value: 1 })).toBeUndefined();
});
