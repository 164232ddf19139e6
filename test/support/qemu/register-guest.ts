// A guest that is nothing but its registers: a QEMU with an IPMI device, driven from outside.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultQemu } from "../../../src/cli/options/qemu-option.ts";
import { BtDriver } from "../../../src/lab/qemu/bt.ts";
import type { GuestInterface } from "../../../src/lab/qemu/guest-message.ts";
import { INTERFACE_OF, IPMI_DEVICES, type IpmiDevice, locateRegisters } from "../../../src/lab/qemu/ipmi-device.ts";
import { KcsDriver } from "../../../src/lab/qemu/kcs.ts";
import { askQemu } from "../../../src/lab/qemu/qemu-binary.ts";
import { type Qemu, type QemuOptions, startQemu } from "../../../src/lab/qemu/qemu-process.ts";
import { SmbusController } from "../../../src/lab/qemu/smbus.ts";
import { SsifDriver } from "../../../src/lab/qemu/ssif.ts";
import { withinMs } from "../../../src/lab/qemu/wait-until.ts";
import { PATIENCE } from "../waiting/patience.ts";

/** BT and KCS. QEMU's SSIF has no SMS_ATN register and no interrupt, and a reset of the machine empties it. */
export const REGISTER_DEVICES = IPMI_DEVICES.filter((device) => INTERFACE_OF[device] !== "ssif");

/** QEMU reconnects after 1 s. */
export const CONNECT_TIMEOUT_MS = PATIENCE.timeout;

/** Our daemon answers in well under 1 ms; a machine with many tests on it may stall. */
const ANSWER_TIMEOUT_MS = PATIENCE.timeout;

/** A machine without it fails the test. */
const asking = askQemu(defaultQemu());
asking.catch(() => {});

interface RegisterGuestOptions extends Pick<QemuOptions, "extraArgs" | "role"> {
  /** With a CPU that executes, also where the qtest accelerator, which has none, would be taken. */
  readonly executes?: boolean;
}

/** QEMU with this device; it looks for its BMC at `address`, whether or not one is there. */
export async function startDisconnectedQemu(
  device: IpmiDevice,
  address: string,
  { executes = false, ...options }: RegisterGuestOptions = {},
): Promise<Qemu> {
  const asked = await asking;
  const binary = executes ? { ...asked, qtestAccelerator: false } : asked;
  return startQemu({ binary, device, address, ...options });
}

/** The same, once it is connected to its BMC. */
export async function startConnectedQemu(...args: Parameters<typeof startDisconnectedQemu>): Promise<Qemu> {
  const qemu = await startDisconnectedQemu(...args);
  try {
    await qemu.untilBmcConnected(true, CONNECT_TIMEOUT_MS);
    return qemu;
  } catch (error) {
    await qemu[Symbol.asyncDispose]();
    throw error;
  }
}

/** The driver for the device that this QEMU was started with. It waits `patienceMs` of real time for an answer. */
export async function openInterface(
  { qtest }: Qemu,
  device: IpmiDevice,
  patienceMs = ANSWER_TIMEOUT_MS,
): Promise<GuestInterface> {
  const base = await locateRegisters(qtest, device);
  const patience = withinMs(patienceMs);
  switch (INTERFACE_OF[device]) {
    case "bt":
      return new BtDriver(qtest, base, patience);
    case "kcs":
      return new KcsDriver(qtest, base, patience);
    case "ssif":
      return new SsifDriver(new SmbusController(qtest, base), patience);
  }
}

/** A directory for sockets; removed at the end of the scope. */
export async function temporaryDirectory(): Promise<AsyncDisposable & { file(name: string): string }> {
  const directory = await mkdtemp(join(tmpdir(), "extern-bmc-test-"));
  return {
    file: (name) => join(directory, name),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
