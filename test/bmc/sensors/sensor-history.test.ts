/** Whatever moves a sensor, its history has it. */
import { expect, it } from "vitest";
import { ask } from "../../support/machine/machine.ts";
import { FAN, SLOT, sourced, TEMPERATURE } from "../../support/machine/sourced-machine.ts";

const LINE = { kind: "follow", sensor: "CPU Temp", from: [20, 80], to: [1000, 4000] };

/** A machine, and a look at the latest readings of a sensor, with their seconds since the start. */
function watched(sensors: readonly object[]) {
  const { clock, machine, find } = sourced(sensors);
  const startMs = clock.epochMs();
  const history = (number: number) =>
    machine.sensorHistory.of(find(number))?.map(({ epochMs, latest }) => [(epochMs - startMs) / 1000, latest]);
  return { clock, machine, find, history };
}

it("a sensor that has never changed has one reading, from the start of the machine", () => {
  const { clock, history } = watched([{ ...TEMPERATURE, source: { kind: "constant", value: 42 } }]);
  clock.advance(60_000);
  expect(history(0x30)).toEqual([[0, 42]]);
});

it("an operator, a guest and a release", () => {
  const { clock, machine, find, history } = watched([{ ...TEMPERATURE, reading: 42 }]);
  const after = (ms: number, work: () => unknown) => {
    clock.advance(ms);
    work();
  };
  after(10_000, () => machine.sources.hold(find(0x30), { value: 97 }));
  after(60_000, () => ask(machine, "04 30 30 01 50 00 00 00 00 00 00 00")); // Set Sensor Reading
  after(60_000, () => machine.sources.hold(find(0x30), { unavailable: true }));
  after(60_000, () => machine.sources.release(find(0x30)));
  expect(history(0x30)).toEqual([
    [0, 42],
    [10, 97],
    [70, 0x50],
    [130, null],
    [190, 42],
  ]);
});

it("a source, and the sensor that follows it", () => {
  const ramp = { kind: "ramp", from: 20, to: 80, over: "1min", every: "20s" };
  const { clock, history } = watched([
    { ...TEMPERATURE, source: ramp },
    { ...FAN, source: LINE },
  ]);
  clock.advance(60_000);
  expect(history(0x30)).toEqual([20, 40, 60, 80].map((value, index) => [20 * index, value]));
  expect(history(0x40)?.map(([second]) => second)).toEqual([0, 20, 40, 60]);
});

it("a reading that is set again adds nothing, and a discrete sensor has no history", () => {
  const { clock, machine, find, history } = watched([{ ...TEMPERATURE, reading: 42 }, SLOT]);
  clock.advance(60_000);
  machine.sources.hold(find(0x30), { value: 42 });
  machine.sources.hold(find(0x50), { states: [0] });
  expect(history(0x30)).toEqual([[0, 42]]);
  expect(history(0x50)).toBeUndefined();
});
