/** A QEMU that stays, paused, while power is off. */
import { expect, it, vi } from "vitest";
import { RestartCause } from "../../src/bmc/chassis/restart-cause.ts";
import { ManualClock } from "../../src/clock.ts";
import { useQmp } from "../../src/daemon/machine-qmp.ts";
import { giveStart } from "../../src/daemon/power-means.ts";
import { pausedQemu, WatchedQemu } from "../../src/host/paused-qemu.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

const [POWER_DOWN, POWER_UP] = ["00 02 00", "00 02 01"];

function pausable(status = "running", clock?: ManualClock, settings = {}) {
  const commands: string[] = [];
  const qmp = {
    connected: true,
    status,
    async ask(command: string): Promise<unknown> {
      if (command === "query-status") return { status: qmp.status };
      commands.push(command);
      return {};
    },
  };
  const bmc = machine(settings, clock);
  const { ready } = useQmp(bmc, qmp);
  return { bmc, qmp, commands, ready, isOn: () => bmc.bmc.chassis.powerOn };
}

/** One that we run, and that is known to stay. */
function kept() {
  const made = pausable();
  made.bmc.host.prefer(pausedQemu(made.qmp, made.bmc.bmc.chassis));
  return made;
}

it("is reset and let run at power on, which the reset's report does not change", async () => {
  const { bmc, commands, isOn } = kept();
  new FakeQemu(bmc, "3f");
  ask(bmc, POWER_DOWN);
  expect(ask(bmc, POWER_UP)).toBe("00");
  await bmc.host.settled();
  bmc.qemuTold({ name: "RESET", reason: "host-qmp-system-reset", guest: false });
  expect([commands, isOn()]).toEqual([["system_reset", "cont"], true]);
  expect(bmc.bmc.chassis.restart.cause).toBe(RestartCause.ChassisControl);
});

it("is off when its guest had switched it off before QMP took commands", async () => {
  const { bmc, qmp, ready, isOn } = pausable("shutdown");
  ready();
  await vi.waitFor(() => expect(isOn()).toBe(false));
  // QEMU connects to the BMC later still.
  new FakeQemu(bmc, "3f");
  await new Promise(setImmediate);
  expect(isOn()).toBe(false);
  qmp.status = "running";
  new FakeQemu(bmc, "3f");
  await vi.waitFor(() => expect(isOn()).toBe(true));
});

it("is off when its guest switches it off between the answer that it runs and our reading of that", async () => {
  const { bmc, isOn } = pausable("running");
  new FakeQemu(bmc, "3f");
  // One read from the socket has both the answer and the event.
  bmc.qemuTold({ name: "SHUTDOWN", reason: "guest-shutdown", guest: true });
  await new Promise(setImmediate);
  expect(isOn()).toBe(false);
});

it("stays off when QEMU refuses", async () => {
  const { bmc, qmp, isOn } = kept();
  new FakeQemu(bmc, "3f");
  await new Promise(setImmediate);
  ask(bmc, POWER_DOWN);
  qmp.ask = async () => {
    throw new Error("no");
  };
  ask(bmc, POWER_UP);
  await bmc.host.settled();
  expect(isOn()).toBe(false);
});

/** A QEMU that others run. It has paused once power has been off for 100 ms, or it ends. */
function watched({ stays = true } = {}) {
  const clock = new ManualClock();
  const { bmc, qmp, commands, ready, isOn } = pausable("running", clock);
  const means = new WatchedQemu(qmp, bmc.bmc.chassis, clock);
  bmc.host.fallBack(means);
  bmc.isEndKnown = () => means.isStarting;
  new FakeQemu(bmc, "3f");
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const off = () => {
    ask(bmc, POWER_DOWN);
    clock.after(100, () => {
      if (stays) qmp.status = "shutdown";
      else qmp.connected = false;
    });
  };
  return { bmc, clock, qmp, commands, ready, means, turn, off, isOn };
}

it("of others: starts again once it has paused", async () => {
  const { bmc, clock, commands, turn, off, isOn } = watched();
  off();
  expect(ask(bmc, POWER_UP)).toBe("00");
  await turn();
  // QEMU reports the power-off before it pauses.
  bmc.qemuTold({ name: "SHUTDOWN", reason: "guest-shutdown", guest: true });
  expect([commands, isOn()]).toEqual([[], true]);
  clock.advance(100);
  await bmc.host.settled();
  expect([commands, isOn()]).toEqual([["system_reset", "cont"], true]);
});

it("of others: a power-on in the moment in which QMP connects to a QEMU that is off", async () => {
  const { bmc, qmp, commands, ready, off, isOn } = watched();
  off();
  qmp.status = "shutdown";
  ready();
  expect(ask(bmc, POWER_UP)).toBe("00");
  await bmc.host.settled();
  await new Promise(setImmediate);
  expect([commands, isOn()]).toEqual([["system_reset", "cont"], true]);
});

it("of others: a power cycle is a reset until it is known to stay, and again for the next QEMU", async () => {
  const { bmc, clock, qmp, means, off } = watched();
  expect(bmc.host.canPowerOn).toBe(false);
  off();
  clock.advance(100);
  await means.look();
  expect(bmc.host.canPowerOn).toBe(true);
  qmp.status = "running";
  await means.look();
  expect(bmc.host.canPowerOn).toBe(true);
  means.newQemu();
  expect(bmc.host.canPowerOn).toBe(false);
});

it("of others: is let run again, or started by power.start once it has ended, and never twice", async () => {
  for (const stays of [true, false]) {
    const { bmc, clock, qmp, commands, turn, off, isOn } = watched({ stays });
    let starts = 0;
    giveStart(bmc, qmp, () => starts++);
    off();
    expect(ask(bmc, POWER_UP)).toBe("00");
    await turn();
    expect([commands, starts]).toEqual([[], 0]);
    clock.advance(100);
    await bmc.host.settled();
    expect([commands, starts, isOn()]).toEqual(stays ? [["system_reset", "cont"], 0, true] : [[], 1, true]);
  }
});

it("of others: at the daemon's start, power.start starts none beside one that QMP has reached", () => {
  for (const connected of [true, false]) {
    const clock = new ManualClock();
    const { bmc, qmp } = pausable("running", clock, { chassis: { powerRestorePolicy: "alwaysOn" } });
    qmp.connected = connected;
    let starts = 0;
    giveStart(bmc, qmp, () => starts++);
    clock.advance(5000);
    expect(starts).toBe(connected ? 0 : 1);
  }
});

it("of others: stays off when QEMU has ended, or does not pause", async () => {
  const ended = watched({ stays: false });
  ended.off();
  ended.clock.advance(100);
  expect(ask(ended.bmc, POWER_UP)).toBe("d5");
  const running = watched();
  ask(running.bmc, POWER_DOWN);
  ask(running.bmc, POWER_UP);
  for (let n = 0; n < 100; n++) {
    await running.turn();
    running.clock.advance(100);
  }
  await running.bmc.host.settled();
  expect([running.commands, running.isOn()]).toEqual([[], false]);
});
