/** The examples of docs/sensor-sources.md are configurations, and their sensors move. */
import { readFileSync } from "node:fs";
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { ManualClock } from "../../../src/clock.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { Machine } from "../../../src/machine.ts";
import { fileWith } from "../../support/config/config.ts";

const page = readFileSync(new URL("../../../docs/sensor-sources.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = ""]) => ({ yaml }));

test("there are some", () => {
  expect(examples.length).toBeGreaterThan(4);
});

test.each(examples)("$yaml", ({ yaml }) => {
  const [options] = loadConfig(fileWith(yaml)).machines;
  if (!options) throw new Error("no machine");
  expect(options.sensors.flatMap(({ warnings }) => warnings)).toEqual([]);
  const clock = new ManualClock();
  const machine = new Machine(options, pino({ level: "silent" }), clock);
  onTestFinished(() => machine.close());
  const before = machine.bmc.snapshot().sensors;
  clock.advance(600_000);
  const isPolled = options.sensors.every(({ source }) => source?.kind === "file");
  if (!isPolled) expect(machine.bmc.snapshot().sensors).not.toEqual(before);
});
