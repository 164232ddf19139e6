/** Interrupts in a guest: allowed by the BMC (05 A1), enabled by the guest (BT), and level-triggered. */
import { beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../../src/clock.ts";
import { BtInterface } from "../../../src/lab/model/bt-interface.ts";
import { ExternDevice } from "../../../src/lab/model/extern-device.ts";
import { KcsInterface } from "../../../src/lab/model/kcs-interface.ts";
import { BtDriver } from "../../../src/lab/qemu/bt.ts";
import { KCS_BASE, KcsDriver } from "../../../src/lab/qemu/kcs.ts";
import { hex } from "../../support/bytes/hex.ts";

const GET_DEVICE_ID = { netFn: 0x06, cmd: 0x01 };
const ANSWER = "00 1c 01 00 e3 a0";

let device: ExternDevice;
beforeEach(() => {
  device = new ExternDevice({ clock: new ManualClock(), write: (bytes) => bytes.length, perform() {} });
});

function receive(bytes: string): void {
  for (const byte of hex(bytes)) device.receive(byte);
}

describe("BT", () => {
  let registers: BtInterface;
  let bt: BtDriver;
  beforeEach(() => {
    registers = new BtInterface(device, "strict");
    bt = new BtDriver(registers, undefined, (condition) => condition());
    device.opened();
  });

  test("attention and an answer in one write both arrive", async () => {
    await bt.writeRequest(GET_DEVICE_ID);
    receive(`01 a1 ${ANSWER}`);
    expect(await bt.control()).toMatchObject({ smsAtn: true, b2hAtn: true, bBusy: false });
  });

  test("an answer raises the line when BMC and guest both allow it, until the guest clears B2H_IRQ", async () => {
    receive("05 a1");
    await bt.writeInterruptMask({ b2hIrqEnable: true });
    await bt.writeRequest(GET_DEVICE_ID);
    receive(ANSWER);
    expect(registers.interruptLine).toBe(true);
    await bt.readAnswer();
    expect(registers.interruptLine).toBe(true);
    await bt.writeInterruptMask({ b2hIrqEnable: true, b2hIrq: true });
    expect(registers.interruptLine).toBe(false);
  });

  test("before the BMC allows interrupts B2H_IRQ is set and the line stays down", async () => {
    await bt.writeInterruptMask({ b2hIrqEnable: true });
    receive("02 a1");
    expect(await bt.interruptMask()).toMatchObject({ b2hIrq: true });
    expect(registers.interruptLine).toBe(false);
  });

  test("attention raises the line with 02h, not with 01h, and takes it down again with 00h", async () => {
    receive("05 a1");
    await bt.writeInterruptMask({ b2hIrqEnable: true });
    receive("01 a1");
    expect(registers.interruptLine).toBe(false);
    receive("00 a1 02 a1");
    expect(registers.interruptLine).toBe(true);
    receive("00 a1");
    expect(registers.interruptLine).toBe(false);
  });

  test("Get BT Interface Capabilities is answered without the BMC", async () => {
    const answer = await bt.exchange({ netFn: 0x06, cmd: 0x36 }, 0x77);
    expect(answer).toMatchObject({ seq: 0x77, cmd: 0x36, completionCode: 0, data: hex("01 ff ff 0a 00") });
  });

  test("a request with a wrong length byte leaves B_BUSY set forever", async () => {
    await bt.writeControl({ clearWritePointer: true });
    for (const byte of hex("04 18 00 01")) await registers.outb(0xe5, byte);
    await bt.writeControl({ h2bAtn: true });
    expect(await bt.control()).toMatchObject({ bBusy: true, b2hAtn: false });
  });
});

describe("KCS", () => {
  let registers: KcsInterface;
  let kcs: KcsDriver;
  beforeEach(() => {
    registers = new KcsInterface(device, "strict");
    kcs = new KcsDriver(registers, undefined, (condition) => condition());
    device.opened();
  });

  test("every byte raises the line when the BMC allows it, and reading the data register takes it down", async () => {
    receive("05 a1");
    await registers.outb(KCS_BASE + 1, 0x61);
    expect(registers.interruptLine).toBe(true);
    await registers.inb(KCS_BASE);
    expect(registers.interruptLine).toBe(false);
  });

  test("attention raises it with 02h alone, and reading the status takes it down", async () => {
    receive("05 a1 01 a1");
    expect(registers.interruptLine).toBe(false);
    receive("02 a1");
    expect(registers.interruptLine).toBe(true);
    expect(await kcs.status()).toMatchObject({ smsAtn: true });
    expect(registers.interruptLine).toBe(false);
  });

  test("an abort ends a write, and the answer that the request would have had is dropped", async () => {
    await registers.outb(KCS_BASE + 1, 0x61);
    expect(await kcs.abort()).toBe(0x01);
    await kcs.writeRequest(GET_DEVICE_ID);
    receive(ANSWER);
    expect(await kcs.status()).toMatchObject({ ibf: true });
    receive("01 1c 01 00 e2 a0");
    expect(await kcs.readAnswer()).toMatchObject({ cmd: 0x01, completionCode: 0 });
  });

  test("nothing can be written while the BMC has the request, an abort included", async () => {
    await kcs.writeRequest(GET_DEVICE_ID);
    await registers.outb(KCS_BASE + 1, 0x60);
    expect(await kcs.status()).toMatchObject({ state: 2, ibf: true });
  });
});
