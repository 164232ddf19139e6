/** The identify light, as an operator switches it and as Get Chassis Status shows it (IPMI §28.2, §28.5). */
import { expect, test } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { identifySet } from "../../src/control/handlers/identify.ts";
import { machineGet } from "../../src/control/handlers/machine.ts";
import { controlledDaemon } from "../support/daemon/control-server.ts";
import { machine } from "../support/machine/machine.ts";

test("it is on until it is switched off, or for a time, and the machine's status shows it", async () => {
  const clock = new ManualClock();
  const daemon = controlledDaemon([machine({}, clock)]);
  const shown = async () => (await machineGet(daemon, {})).identify;
  expect(await shown()).toBe("off");
  expect(await identifySet(daemon, { on: true })).toEqual({ identify: "indefinite" });
  clock.advance(3_600_000);
  expect(await shown()).toBe("indefinite");
  expect(await identifySet(daemon, { on: true, seconds: 15 })).toEqual({ identify: "timed" });
  clock.advance(14_999);
  expect(await shown()).toBe("timed");
  clock.advance(1);
  expect(await shown()).toBe("off");
  await identifySet(daemon, { on: true });
  expect(await identifySet(daemon, { on: false })).toEqual({ identify: "off" });
});

test("a time for a light that goes off is refused", () => {
  expect(() => identifySet(controlledDaemon(), { on: false, seconds: 5 })).toThrow(
    "seconds is 5 although on is false; leave it out, or set on to true",
  );
});
