import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { expect, it } from "vitest";
import { linesOf } from "../../src/http/exposition.ts";
import { Metrics } from "../../src/http/metrics.ts";
import { machine } from "../support/machine/machine.ts";

it("writes what prom-client writes: labels, escapes, buckets, a metric without values", async () => {
  const registry = new Registry();
  const registers = [registry];
  const labelNames = ["machine"] as const;
  new Counter({ name: "a_total", help: 'A "help" of\ntwo \\ lines.', labelNames, registers }).inc(
    { machine: 'a"\\\nb' },
    3,
  );
  new Histogram({ name: "b_seconds", help: "B.", buckets: [0.1, 4], registers }).observe(0.5);
  new Gauge({ name: "c", help: "C.", labelNames, registers });
  new Gauge({ name: "d", help: "D.", registers }).set(Number.POSITIVE_INFINITY);
  const lines: string[] = [];
  for (const { name } of registry.getMetricsAsArray()) {
    const metric = await registry.getSingleMetric(name)?.get();
    if (metric)
      lines.push(...linesOf({ name, help: metric.help, type: `${metric.type}`, series: () => metric.values }));
  }
  expect(lines.join("\n")).toBe(await registry.metrics());
});

it("lets the event loop turn while many sensors are written, and ends with one line break", async () => {
  const sensors = Array.from({ length: 200 }, (_, number) => ({
    ...{ number, name: `Sensor ${number}`, type: "temperature", units: "C", reading: number },
  })).filter(({ number }) => number !== 3);
  const one = machine({ name: "vm0", sensors });
  const { sensors: own } = one.bmc;
  let sinceTurn = 0;
  let most = 0;
  let isOver = false;
  Object.defineProperty(one.bmc, "sensors", {
    get() {
      most = Math.max(most, ++sinceTurn);
      return own;
    },
  });
  const turn = () => {
    sinceTurn = 0;
    if (!isOver) setImmediate(turn);
  };
  turn();
  const text = (await new Metrics(() => new Array(100).fill(one)).scrape()).toString();
  isOver = true;
  expect(text.match(/^extern_bmc_sensor_value\{/gm)).toHaveLength(100 * sensors.length);
  expect(most).toBeLessThan(100);
  expect(text).toMatch(/[^\n]\n$/);
});
