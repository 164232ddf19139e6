/** A QEMU that stays, paused, while power is off. */
import { expect, it, vi } from "vitest";
import { RestartCause } from "../../src/bmc/chassis/restart-cause.ts";
import { useQmp } from "../../src/daemon/machine-qmp.ts";
import { pausedQemu } from "../../src/host/paused-qemu.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

const [POWER_DOWN, POWER_UP] = ["00 02 00", "00 02 01"];

function pausable(status = "running") {
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
  const bmc = machine();
  const { ready } = useQmp(bmc, qmp);
  bmc.host.prefer(pausedQemu(qmp, bmc.bmc.chassis));
  return { bmc, qmp, commands, ready, isOn: () => bmc.bmc.chassis.powerOn };
}

it("is reset and let run at power on, which the reset's report does not change", async () => {
  const { bmc, commands, isOn } = pausable();
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

it("stays off when QEMU refuses", async () => {
  const { bmc, qmp, isOn } = pausable();
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
