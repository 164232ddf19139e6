/** Sensors that show the number in a polled file: real files, and a clock that the test moves. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { configSchema } from "../../src/config/schema/schema.ts";
import { Machine } from "../../src/machine.ts";
import { eventually } from "../support/doors/client.ts";
import { loggedEvents } from "../support/machine/logged-events.ts";

const directory = mkdtempSync(join(tmpdir(), "extern-bmc-file-source-"));
afterAll(() => rmSync(directory, { recursive: true }));

const TEMPERATURE = { number: 0x30, name: "Inlet", type: "temperature", units: "C", range: [0, 100] };
const PRESENCE = { number: 0x50, name: "PSU 1", type: "powerSupply", entity: "power supply 1", states: [0, 1, 3] };

let files = 0;

/** A sensor with a file of its own, in a machine with other sensors; and the log's lines. */
function polled(sensor: object, source: object = {}, others: readonly object[] = [], text?: string) {
  const path = join(directory, `${files++}`);
  if (text !== undefined) writeFileSync(path, text);
  const clock = new ManualClock();
  const lines: { readonly sensor?: string; readonly msg: string; readonly error?: string }[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const moved = { ...sensor, source: { kind: "file", path, ...source } };
  const machine = new Machine(configSchema.parse({ sensors: [moved, ...others] }), log, clock);
  onTestFinished(() => machine.close());
  const [shown] = machine.bmc.sensors.all.filter(({ definition }) => definition.number !== 0x03);
  if (!shown) throw new Error("no sensor");
  const says = () => lines.map(({ msg, error }) => (error === undefined ? msg : `${msg}: ${error}`));
  const write = (text: string) => writeFileSync(path, text);
  return { clock, machine, sensor: shown, write, says, path };
}

it("has no reading before the file was looked at, then its value, and a new one every so often", async () => {
  const { clock, sensor, write, says } = polled(TEMPERATURE, { every: "2s", divide: 1000 });
  await eventually(() => expect(says()).toHaveLength(1));
  expect(sensor.value).toBeUndefined();
  write("21500\n");
  clock.advance(2000);
  await eventually(() => expect(sensor.value).toBe(21.5));
  write("22000\n");
  clock.advance(1999);
  expect(clock.nextAtMs).toBe(4000);
  clock.advance(1);
  await eventually(() => expect(sensor.value).toBe(22));
});

it("raises events as it crosses a threshold, the first reading too", async () => {
  const { clock, machine, sensor, write } = polled({ ...TEMPERATURE, thresholds: { upperCritical: 80 } });
  write("85");
  await eventually(() => {
    clock.advance(1000);
    expect(sensor.value).toBe(85);
  });
  expect(loggedEvents(machine)).toHaveLength(1);
});

it("is unavailable while the file is unusable, and logs each reason once and the recovery once", async () => {
  const { clock, sensor, write, says, path } = polled(TEMPERATURE);
  const absent = `a sensor's file cannot be used: ENOENT: no such file or directory, open '${path}'`;
  await eventually(() => expect(says()).toEqual([absent]));
  clock.advance(1000);
  write("n/a");
  const noNumber = `a sensor's file cannot be used: the text is "n/a"; expected a decimal number`;
  await eventually(() => {
    clock.advance(1000);
    expect(says()).toEqual([absent, noNumber]);
  });
  expect(sensor.available).toBe(false);
  write("20");
  await eventually(() => {
    clock.advance(1000);
    expect(sensor.value).toBe(20);
  });
  expect(says()).toEqual([absent, noNumber, "a sensor's file can be used again"]);
});

it("shows the nearest possible reading for a value out of range, and logs it once", async () => {
  const { clock, sensor, write, says } = polled(TEMPERATURE);
  write("1e6");
  const highest = sensor.unitsOf(0xff);
  const beyond = "a sensor's source gives a value out of the sensor's range; the nearest value is shown";
  await eventually(() => {
    clock.advance(1000);
    expect(sensor.value).toBe(highest);
  });
  write("-5");
  await eventually(() => {
    clock.advance(1000);
    expect(sensor.value).toBe(0);
  });
  expect(says().filter((line) => line === beyond)).toEqual([beyond]);
});

it("has the states that are the file's bits; those asserted at first raise no event again", async () => {
  const { machine, sensor } = polled({ ...PRESENCE, asserted: [0] }, { base: 0 }, [], "0xb\n");
  expect([...sensor.states]).toEqual([0]);
  await eventually(() => expect([...sensor.states]).toEqual([0, 1, 3]));
  expect(loggedEvents(machine).map((event) => event.slice(9, 11))).toEqual(["01", "03"]);
});

it("has no reading while its presence sensor reports absence", async () => {
  const dependsOn = { sensor: "PSU 1", state: 0 };
  const { clock, machine, sensor, write } = polled(TEMPERATURE, { dependsOn }, [PRESENCE]);
  write("20");
  clock.advance(5000);
  expect(sensor.available).toBe(false);
  const psu = machine.bmc.sensors.find(0x50, 0);
  psu.setStates(new Set([0]));
  clock.advance(1000);
  await eventually(() => expect(sensor.value).toBe(20));
  psu.setStates(new Set());
  clock.advance(1000);
  expect(sensor.available).toBe(false);
});

it("does not wait for a pipe without a writer", async () => {
  const { clock, says, path } = polled(TEMPERATURE);
  execFileSync("mkfifo", [path]);
  await eventually(() => {
    clock.advance(1000);
    expect(says().at(-1)).toBe(`a sensor's file cannot be used: the text is ""; expected a decimal number`);
  });
});

it("reads a binary file from an offset on", async () => {
  const { clock, sensor, write } = polled(TEMPERATURE, { content: "binary", offset: 2, length: 2, divide: 256 });
  write("xx\x00\x2a");
  await eventually(() => {
    clock.advance(1000);
    expect(sensor.value).toBe(42);
  });
});

it("shows the operator's value during a read, and after it", async () => {
  const { clock, machine, sensor, write } = polled(TEMPERATURE);
  write("20");
  await eventually(() => {
    clock.advance(1000);
    expect(sensor.value).toBe(20);
  });
  write("30");
  clock.advance(1000);
  machine.sources.hold(sensor, { value: 90 });
  clock.advance(10_000);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(sensor.value).toBe(90);
  machine.sources.release(sensor);
  await eventually(() => expect(sensor.value).toBe(30));
});
