/** Which means acts on the machine, and what follows when an action takes time or fails. */
import { expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { HostError } from "../../src/host/host-means.ts";
import { starter } from "../../src/host/starter.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";
import { SlowMeans } from "../support/machine/slow-means.ts";

const POWER_DOWN = "00 02 00";
const POWER_UP = "00 02 01";
const RESET = "00 02 03";

function slowMachine() {
  const clock = new ManualClock();
  const bmc = machine({}, clock);
  const means = new SlowMeans();
  bmc.host.prefer(means);
  const settle = async (error?: Error) => {
    means.begun.shift()?.end(error);
    await bmc.host.settled();
  };
  return { bmc, clock, means, settle, isOn: () => bmc.bmc.chassis.powerOn };
}

it("asks the preferred means first, and the others for what it cannot do", () => {
  const { bmc, means } = slowMachine();
  const qemu = new FakeQemu(bmc, "3f");
  expect(ask(bmc, RESET)).toBe("00");
  expect(qemu.received()).not.toContain("control 04 []");
  expect(means.begun.map(({ action }) => action)).toEqual(["reset"]);
  expect(ask(bmc, "00 02 04")).toBe("00");
  expect(qemu.received()).toHaveLength(1);
});

it("has power off after a power-on that failed, and on after a power-off that failed, without a restart", async () => {
  const { bmc, settle, isOn } = slowMachine();
  ask(bmc, "00 08 05 80 04 00 00 00");
  ask(bmc, POWER_DOWN);
  expect(isOn()).toBe(false);
  await settle(new HostError("no"));
  expect(isOn()).toBe(true);
  expect(ask(bmc, "00 09 05 00 00")).toBe("00 01 05 80 04 00 00 00");
  ask(bmc, POWER_DOWN);
  await settle();
  ask(bmc, POWER_UP);
  expect(isOn()).toBe(true);
  await settle(new HostError("no"));
  expect(isOn()).toBe(false);
});

it("ends a power cycle whose power-off failed: the machine runs on", async () => {
  const { bmc, clock, means, settle, isOn } = slowMachine();
  ask(bmc, "00 02 02");
  await settle(new HostError("no"));
  clock.advance(10_000);
  expect([isOn(), means.begun]).toEqual([true, []]);
});

it("tells an operator why an action failed", async () => {
  const { bmc, settle } = slowMachine();
  const done = bmc.act(({ chassis }) => chassis.hardReset(0));
  await settle(new HostError("the program is missing"));
  await expect(done).rejects.toThrow("the program is missing");
});

it("does nothing once the machine is removed", () => {
  const bmc = machine();
  let starts = 0;
  bmc.host.prefer(starter(() => starts++));
  ask(bmc, POWER_DOWN);
  bmc.close();
  expect(bmc.host.perform("powerOn")).toBe(false);
  expect(starts).toBe(0);
});
