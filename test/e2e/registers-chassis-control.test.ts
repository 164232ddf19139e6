// Chassis Control from the guest's registers: what QEMU's machine really does, as QMP tells it and the guest's CPU sees it.

import { describe, expect, test } from "vitest";
import { startTestDaemon, type TestDaemon } from "../support/daemon/daemon.ts";
import { openInterface, REGISTER_DEVICES, startConnectedQemu } from "../support/qemu/register-guest.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

/** §28.3. */
const Control = {
  PowerDown: 0,
  PowerUp: 1,
  PowerCycle: 2,
  HardReset: 3,
  DiagnosticInterrupt: 4,
  SoftShutdown: 5,
} as const;

function chassisControl(control: number) {
  return { netFn: 0x00, cmd: 0x02, data: [control] };
}

function startDaemon(): Promise<TestDaemon> {
  return startTestDaemon({ args: ["--listen", "tcp:127.0.0.1:0"] });
}

describe.each(REGISTER_DEVICES)("%s", (device) => {
  test("hard reset resets the machine, which then gets answers as before", async () => {
    await using daemon = await startDaemon();
    await using qemu = await startConnectedQemu(device, daemon.address("tcp"));
    await (await openInterface(qemu, device)).writeRequest(chassisControl(Control.HardReset));
    expect((await qemu.qmp.takeEvent("RESET", PATIENCE.timeout)).data).toMatchObject({ guest: true });
    // The reset moved a PCI device's registers away; what was in them is still there.
    const guest = await openInterface(qemu, device);
    expect(await guest.readAnswer()).toMatchObject({ cmd: 0x02, completionCode: 0x00 });
    expect(await guest.exchange({ netFn: 0x06, cmd: 0x01 })).toMatchObject({ completionCode: 0x00 });
  });

  test("power down is answered, then shuts the machine down", async () => {
    await using daemon = await startDaemon();
    await using qemu = await startConnectedQemu(device, daemon.address("tcp"), { extraArgs: ["-no-shutdown"] });
    const guest = await openInterface(qemu, device);
    expect(await guest.exchange(chassisControl(Control.PowerDown))).toMatchObject({ completionCode: 0x00 });
    expect((await qemu.qmp.takeEvent("SHUTDOWN", PATIENCE.timeout)).data).toMatchObject({ guest: true });
  });

  test("soft shutdown presses the power button and leaves the machine on", async () => {
    await using daemon = await startDaemon();
    await using qemu = await startConnectedQemu(device, daemon.address("tcp"));
    const guest = await openInterface(qemu, device);
    expect(await guest.exchange(chassisControl(Control.SoftShutdown))).toMatchObject({ completionCode: 0x00 });
    await qemu.qmp.takeEvent("POWERDOWN", PATIENCE.timeout);
    expect(await guest.exchange({ netFn: 0x06, cmd: 0x01 })).toMatchObject({ completionCode: 0x00 });
  });
});

test("power up of a machine that is on changes nothing", async () => {
  await using daemon = await startDaemon();
  await using qemu = await startConnectedQemu("isa-ipmi-bt", daemon.address("tcp"));
  const guest = await openInterface(qemu, "isa-ipmi-bt");
  expect(await guest.exchange(chassisControl(Control.PowerUp))).toMatchObject({ completionCode: 0x00 });
  // The answer to one more request comes after any control command that followed the first.
  await guest.exchange({ netFn: 0x06, cmd: 0x01 });
  expect(qemu.qmp.keptEvents).toEqual([]);
});

test("power cycle is a reset, the nearest that QEMU can do", async () => {
  await using daemon = await startDaemon();
  await using qemu = await startConnectedQemu("isa-ipmi-bt", daemon.address("tcp"));
  const guest = await openInterface(qemu, "isa-ipmi-bt");
  expect(await guest.exchange(chassisControl(Control.PowerCycle))).toMatchObject({ completionCode: 0x00 });
  await qemu.qmp.takeEvent("RESET", PATIENCE.timeout);
});

test("power down ends a QEMU that may end", async () => {
  await using daemon = await startDaemon();
  await using qemu = await startConnectedQemu("isa-ipmi-bt", daemon.address("tcp"));
  const guest = await openInterface(qemu, "isa-ipmi-bt");
  await guest.writeRequest(chassisControl(Control.PowerDown));
  await qemu.qmp.takeEvent("SHUTDOWN", PATIENCE.timeout);
  expect(await qemu.ended).toBe("exit code 0");
});

test("pulse diagnostic interrupt is an NMI to the guest's CPU", async () => {
  await using daemon = await startDaemon();
  // A CPU with a local APIC, left as at reset, masks NMI.
  const extraArgs = ["-cpu", "qemu64,-apic"];
  await using qemu = await startConnectedQemu("isa-ipmi-bt", daemon.address("tcp"), { extraArgs, executes: true });
  const guest = await openInterface(qemu, "isa-ipmi-bt");
  const [vector, handler, counter] = [2 * 4, 0x600, 0x500];
  const countAndReturn = [0xfe, 0x06, counter & 0xff, counter >> 8, 0xcf]; // inc byte [counter]; iret
  for (const [i, byte] of countAndReturn.entries()) await qemu.qtest.writeb(handler + i, byte);
  await qemu.qtest.writel(vector, handler);

  await qemu.time.advance(1);
  expect(await qemu.qtest.readb(counter)).toBe(0);
  expect(await guest.exchange(chassisControl(Control.DiagnosticInterrupt))).toMatchObject({ completionCode: 0x00 });
  await guest.exchange({ netFn: 0x06, cmd: 0x01 });
  await qemu.time.advance(1);
  expect(await qemu.qtest.readb(counter)).toBe(1);
});
