/** The BMC's power state follows the machine's, which it reads; the restore policy starts a machine that is off. */
import { expect, it } from "vitest";
import { ManualClock } from "../../src/clock.ts";
import { FIRST_STATE_MS } from "../../src/host/limits.ts";
import { PowerFollower } from "../../src/host/power-follower.ts";
import { ProgramMeans } from "../../src/host/program-means.ts";
import type { Machine } from "../../src/machine.ts";
import { ask, machine } from "../support/machine/machine.ts";

const POLL_MS = 2000;

function lab(chassis: object = {}, wasOn?: boolean) {
  const clock = new ManualClock();
  const bmc: Machine = machine({ chassis }, clock);
  if (wasOn !== undefined) {
    bmc.bmc.chassis.restorePower(wasOn);
    bmc.bmc.chassis.mainsReturned();
  }
  const acted: string[] = [];
  const host = { isOn: false, read: async () => host.isOn };
  const programs = {
    name: "fake",
    act: (action: string) => async () => {
      acted.push(action);
      if (action === "powerOn") host.isOn = true;
      if (action === "powerOff") host.isOn = false;
    },
    isOn: () => host.read(),
  };
  const means = new ProgramMeans(programs, () => clock.nowMs());
  bmc.host.prefer(means);
  const lines: string[] = [];
  const log = {
    info: (_: object, line: string) => lines.push(line),
    error: (_: object, line: string) => lines.push(line),
  };
  const follower = new PowerFollower({
    ...{ means, clock, log, pollMs: POLL_MS },
    operate: (work) => bmc.operate(({ chassis }) => work(chassis)),
  });
  /** Lets all that has begun go on, and then `ms` pass. */
  const pass = async (ms: number) => {
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { bmc, clock, host, acted, follower, lines, pass, isOn: () => bmc.bmc.chassis.powerOn };
}

it("follows a machine that others switch on and off", async () => {
  const { host, follower, pass, isOn } = lab();
  await follower.start();
  expect(isOn()).toBe(false);
  host.isOn = true;
  await pass(POLL_MS);
  expect(isOn()).toBe(true);
  host.isOn = false;
  await pass(POLL_MS - 1);
  expect(isOn()).toBe(true);
  await pass(1);
  expect(isOn()).toBe(false);
});

it("leaves a running machine alone, whatever the policy", async () => {
  for (const powerRestorePolicy of ["alwaysOff", "previous", "alwaysOn"]) {
    const { host, follower, acted, isOn } = lab({ powerRestorePolicy, powerOn: false });
    host.isOn = true;
    await follower.start();
    expect([isOn(), acted]).toEqual([true, []]);
  }
});

it.each([
  ["alwaysOn", undefined, true],
  ["alwaysOn", false, true],
  ["previous", true, true],
  ["previous", false, false],
  ["previous", undefined, false],
  ["alwaysOff", true, false],
] as const)("policy %s, stored power %s: a machine that is off is started: %s", async (policy, wasOn, starts) => {
  const { bmc, follower, acted, isOn } = lab({ powerRestorePolicy: policy }, wasOn);
  await follower.start();
  await bmc.host.settled();
  expect([isOn(), acted]).toEqual(starts ? [true, ["powerOn"]] : [false, []]);
});

it("drops a state that was read while the BMC switched the machine", async () => {
  const { bmc, host, follower, pass, isOn } = lab();
  await follower.start();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  host.read = () => promise;
  await pass(POLL_MS);
  ask(bmc, "00 02 01");
  resolve(false);
  await bmc.host.settled();
  await pass(0);
  expect(isOn()).toBe(true);
});

it("keeps the last state while it cannot be read, and says so once", async () => {
  const { host, follower, pass, isOn, lines } = lab();
  host.isOn = true;
  await follower.start();
  host.read = async () => Promise.reject(new Error("no libvirtd"));
  for (let n = 0; n < 5; n++) await pass(POLL_MS);
  expect(isOn()).toBe(true);
  host.read = async () => false;
  await pass(POLL_MS);
  expect(isOn()).toBe(false);
  expect(lines).toEqual([
    "the machine's power state cannot be read: no libvirtd",
    "the machine's power state can be read again",
  ]);
});

it("does not hold up the start when the first state takes too long", async () => {
  const { host, clock, follower } = lab();
  host.read = () => new Promise(() => {});
  const started = follower.start();
  clock.advance(FIRST_STATE_MS);
  await started;
});
