/** Readings that the page keeps, and the scale of a gauge. */
import { expect, it } from "vitest";
import type { SensorStatus } from "../../src/control/calls/sensor.ts";
import { SENSOR_POINTS } from "../../web/limits.ts";
import { calledAs, type History, keyOf, recorded } from "../../web/machine/history.ts";
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
