// SMS_ATN and the interrupt line as the guest sees them. The daemon runs in this process, because no command of a guest
// can put an event into the event message buffer yet.

import { describe, expect, test } from "vitest";
import type { Daemon } from "../../src/daemon/daemon.ts";
import { BtDriver } from "../../src/lab/qemu/bt.ts";
import { watchLine } from "../../src/lab/qemu/interrupt-line.ts";
import { type IpmiDevice, locateRegisters } from "../../src/lab/qemu/ipmi-device.ts";
import { KcsDriver } from "../../src/lab/qemu/kcs.ts";
import { PciDevice } from "../../src/lab/qemu/pci.ts";
import type { Qemu } from "../../src/lab/qemu/qemu-process.ts";
import { type WaitUntil, withinMs } from "../../src/lab/qemu/wait-until.ts";
import { hex, toHex } from "../support/bytes/hex.ts";
import { startDaemonHere } from "../support/guest/daemon-here.ts";
import { openInterface, REGISTER_DEVICES, startConnectedQemu } from "../support/qemu/register-guest.ts";
import { PATIENCE } from "../support/waiting/patience.ts";

const getDeviceId = { netFn: 0x06, cmd: 0x01 };
const getMessageFlags = { netFn: 0x06, cmd: 0x31 };
const readEventMessageBuffer = { netFn: 0x06, cmd: 0x35 };
const EVENT_MESSAGE_BUFFER_FULL = 0x02;
const EVENT = hex("01 00 02 00 00 00 00 20 00 04 01 30 01 57 a0 aa");

/** Global enables: an interrupt when the receive message queue or the event message buffer has something; the buffer. */
const Enable = { ReceiveMessageInterrupt: 0x01, EventMessageInterrupt: 0x02, EventMessageBuffer: 0x04 } as const;

const eventually: WaitUntil = withinMs(PATIENCE.timeout);

function startQemu(device: IpmiDevice, { addresses: [address = ""] }: Daemon): Promise<Qemu> {
  return startConnectedQemu(device, address);
}

/** The line that the device raises: 5 on ISA, and on PCI 11, to which we route all four of the PIIX3's. */
async function interruptOf({ qtest }: Qemu, device: IpmiDevice): Promise<() => Promise<boolean>> {
  const PIIX3_SLOT = 1;
  const PIRQ_ROUTES = 0x60;
  if (device.startsWith("isa")) return watchLine(qtest, 5);
  await new PciDevice(qtest, PIIX3_SLOT).writel(PIRQ_ROUTES, 0x0b0b0b0b);
  return watchLine(qtest, 11);
}

/** The functions of either interface that the tests use. */
async function openRegisters(qemu: Qemu, device: IpmiDevice) {
  const guest = await openInterface(qemu, device);
  const isRaised = await interruptOf(qemu, device);
  const base = await locateRegisters(qemu.qtest, device);
  const setEnables = async (enables: number) => {
    await guest.exchange({ netFn: 0x06, cmd: 0x2e, data: [enables] });
    // The control command follows its answer; an exchange more, and QEMU has it.
    await guest.exchange(getDeviceId);
  };
  if (device.endsWith("kcs")) {
    const kcs = new KcsDriver(qemu.qtest, base);
    return {
      guest,
      isRaised,
      setEnables,
      smsAtn: async () => (await kcs.status()).smsAtn,
      acknowledge: async () => {},
    };
  }
  const bt = new BtDriver(qemu.qtest, base);
  await bt.writeInterruptMask({ b2hIrqEnable: true });
  const acknowledge = () => bt.writeInterruptMask({ b2hIrqEnable: true, b2hIrq: true });
  return { guest, isRaised, setEnables, smsAtn: async () => (await bt.control()).smsAtn, acknowledge };
}

type Registers = Awaited<ReturnType<typeof openRegisters>>;

/** Whether the line is up while an answer waits to be read. */
async function answersWithInterrupt({ guest, isRaised, acknowledge }: Registers): Promise<boolean> {
  await acknowledge();
  await guest.writeRequest(getDeviceId);
  expect(await guest.answerArrives()).toBe(true);
  const raised = await isRaised();
  await guest.readAnswer();
  await acknowledge();
  return raised;
}

describe.each(REGISTER_DEVICES)("%s", (device) => {
  test("interrupts for an answer if and only if Set BMC Global Enables asked for it", async () => {
    await using daemon = await startDaemonHere({});
    await using qemu = await startQemu(device, daemon);
    const registers = await openRegisters(qemu, device);
    expect(await answersWithInterrupt(registers)).toBe(false);
    await registers.setEnables(Enable.ReceiveMessageInterrupt);
    expect(await answersWithInterrupt(registers)).toBe(true);
    expect(await registers.isRaised()).toBe(false);
    await registers.setEnables(Enable.EventMessageBuffer);
    expect(await answersWithInterrupt(registers)).toBe(false);
    await registers.setEnables(Enable.EventMessageInterrupt);
    expect(await answersWithInterrupt(registers)).toBe(true);
  });

  test("interrupts in a QEMU that came after the enables were set", async () => {
    await using daemon = await startDaemonHere({});
    {
      await using first = await startQemu(device, daemon);
      await (await openRegisters(first, device)).setEnables(Enable.ReceiveMessageInterrupt);
    }
    await using second = await startQemu(device, daemon);
    const registers = await openRegisters(second, device);
    await registers.guest.exchange(getDeviceId);
    expect(await answersWithInterrupt(registers)).toBe(true);
  });

  test("raises SMS_ATN for an event and lowers it when the event is read", async () => {
    await using daemon = await startDaemonHere({});
    await using qemu = await startQemu(device, daemon);
    const { guest, smsAtn, setEnables, isRaised, acknowledge } = await openRegisters(qemu, device);
    await setEnables(Enable.EventMessageBuffer);
    await acknowledge();
    expect(await smsAtn()).toBe(false);

    expect(daemon.machine.bmc.messaging.putEvent(EVENT)).toBe(true);
    expect(await eventually(smsAtn)).toBe(true);
    expect(await isRaised()).toBe(false);
    expect((await guest.exchange(getMessageFlags)).data).toEqual(Uint8Array.of(EVENT_MESSAGE_BUFFER_FULL));
    expect(await smsAtn()).toBe(true);

    expect(toHex((await guest.exchange(readEventMessageBuffer)).data)).toBe(toHex(EVENT));
    expect(await eventually(async () => !(await smsAtn()))).toBe(true);
    expect((await guest.exchange(readEventMessageBuffer)).completionCode).toBe(0x80);
  });

  test("interrupts for an event where that is enabled", async () => {
    await using daemon = await startDaemonHere({});
    await using qemu = await startQemu(device, daemon);
    const { smsAtn, setEnables, isRaised, acknowledge } = await openRegisters(qemu, device);
    await setEnables(Enable.EventMessageBuffer | Enable.EventMessageInterrupt);
    await acknowledge();
    expect(await isRaised()).toBe(false);
    daemon.machine.bmc.messaging.putEvent(EVENT);
    expect(await eventually(isRaised)).toBe(true);
    expect(await smsAtn()).toBe(true);
    await acknowledge();
    expect(await isRaised()).toBe(false);
  });

  test("has SMS_ATN again after the connection was lost", async () => {
    await using daemon = await startDaemonHere({});
    await using qemu = await startQemu(device, daemon);
    const { smsAtn, setEnables } = await openRegisters(qemu, device);
    await setEnables(Enable.EventMessageBuffer);
    daemon.machine.bmc.messaging.putEvent(EVENT);
    expect(await eventually(smsAtn)).toBe(true);

    const [lost] = daemon.machine.links;
    lost?.close();
    // QEMU lowers SMS_ATN when it loses the connection, so that a new link and SMS_ATN mean that it was raised anew.
    expect(await eventually(async () => daemon.machine.links.some((link) => link !== lost))).toBe(true);
    expect(await eventually(smsAtn)).toBe(true);
  });
});
