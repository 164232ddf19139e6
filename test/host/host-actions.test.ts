/** Which means acts on the machine, and what follows when an action takes time or fails. */
import { expect, it } from "vitest";
import type { HostAction, IdentifyLight } from "../../src/bmc/host.ts";
import { ManualClock } from "../../src/clock.ts";
import { HostError } from "../../src/host/host-means.ts";
import { END_TIMEOUT_MS } from "../../src/host/limits.ts";
import { qmpMeans } from "../../src/host/qmp-means.ts";
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

it("switches the identify light; while that takes time, only the last further request is kept", async () => {
  const { bmc, means } = slowMachine();
  const lights: [string, PromiseWithResolvers<void>][] = [];
  Object.assign(means, {
    identify({ seconds, indefinite }: IdentifyLight) {
      const done = Promise.withResolvers<void>();
      lights.push([`${seconds} ${indefinite}`, done]);
      return done.promise;
    },
  });
  for (const request of ["00 04 05", "00 04 06", "00 04 00 01"]) expect(ask(bmc, request)).toBe("00");
  expect(lights.map(([light]) => light)).toEqual(["5 false"]);
  lights[0]?.[1].reject(new HostError("no"));
  await expect.poll(() => lights.map(([light]) => light)).toEqual(["5 false", "0 true"]);
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

it("tells an operator why an action failed that had to wait for the boot order, or for a means that could not do it", async () => {
  const { bmc, means } = slowMachine();
  const fails = async () => {
    const done = bmc.act(({ chassis }) => chassis.hardReset(0));
    await expect.poll(() => means.begun.length).toBe(1);
    means.begun.shift()?.end(new HostError("the program is missing"));
    await expect(done).rejects.toThrow("the program is missing");
  };
  bmc.host.bootBy({ keep() {}, prepare: async () => {}, machineReset() {} });
  await fails();
  bmc.host.prefer({ name: "unable", canPowerOn: false, perform: async () => false, refusal: () => undefined });
  await fails();
});

it("waits for actions under way at the machine's end, but not for long", async () => {
  const { bmc, clock, means, settle } = slowMachine();
  ask(bmc, RESET);
  let isOver = false;
  const over = bmc.host.over(bmc.clock).then(() => (isOver = true));
  clock.advance(END_TIMEOUT_MS - 1);
  await new Promise(setImmediate);
  expect(isOver).toBe(false);
  await settle();
  await over;
  ask(bmc, RESET);
  const late = bmc.host.over(bmc.clock);
  clock.advance(END_TIMEOUT_MS);
  await late;
  expect(means.begun).toHaveLength(1);
});

it("an action that follows a change of the boot order is not lost when the machine ends", async () => {
  const bmc = machine();
  const qemu = new FakeQemu(bmc, "3f");
  const { promise, resolve } = Promise.withResolvers<void>();
  bmc.host.bootBy({ keep() {}, prepare: () => promise, machineReset() {} });
  expect(ask(bmc, RESET)).toBe("00");
  const ended = bmc.host.over(bmc.clock).then(() => bmc.close());
  resolve();
  await ended;
  expect(qemu.received()).toContain("control 04 []");
});

it("says why nothing can perform an action, by the means that the machine has", () => {
  const bmc = machine();
  const refusal = (action: HostAction) => bmc.host.refusal(action);
  expect(refusal("reset")).toBe("no connected QEMU supports reset; see extern-bmc status");
  expect(refusal("powerOn")).toMatch(/^nothing can switch the machine on; set power.start/);
  bmc.host.fallBack(qmpMeans({ connected: false, ask: async () => ({}) }));
  bmc.host.prefer(new SlowMeans());
  expect(refusal("diagnosticInterrupt")).toBe(
    "slow cannot do it, and no connected QEMU supports diagnosticInterrupt, and QMP is not connected; see extern-bmc status",
  );
  bmc.host.close();
  expect(refusal("reset")).toBe("nothing acts on the machine any more; it is being removed");
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
