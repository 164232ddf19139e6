import { beforeEach, describe, expect, test } from "vitest";
import { BtDriver } from "../../../src/lab/qemu/bt.ts";
import type { PortIo } from "../../../src/lab/qemu/port-io.ts";
import { withinMs } from "../../../src/lab/qemu/wait-until.ts";
import { hex, toHex } from "../../support/bytes/hex.ts";

const BASE = 0xe4;

/** The BMC's side of the registers, after IPMI §11: it answers with `answer` when the host rings. */
class FakeBt implements PortIo {
  control = 0;
  mask = 0;
  /** Each write to BT_CTRL. */
  readonly rung: number[] = [];
  /** The buffers that were rung for. */
  readonly requests: string[] = [];
  answer: Uint8Array | undefined;
  #written: number[] = [];
  #readAt = 0;

  async inb(port: number): Promise<number> {
    if (port === BASE) return this.control;
    if (port === BASE + 2) return this.mask;
    return this.answer?.[this.#readAt++] ?? 0xff;
  }

  async outb(port: number, value: number): Promise<void> {
    if (port === BASE + 1) this.#written.push(value);
    if (port === BASE + 2) this.mask = value;
    if (port !== BASE) return;
    this.rung.push(value);
    if (value & 0x01) this.#written = [];
    if (value & 0x02) this.#readAt = 0;
    this.control &= ~(value & 0x18);
    if (value & 0x40) this.control ^= 0x40;
    if (value & 0x04) {
      this.requests.push(toHex(Uint8Array.from(this.#written)));
      this.control |= this.answer === undefined ? 0x80 : 0x08;
    }
  }
}

let registers: FakeBt;
let bt: BtDriver;
beforeEach(() => {
  registers = new FakeBt();
  bt = new BtDriver(registers, BASE, withinMs(0));
});

describe("the BT driver (§11)", () => {
  test("writes length, netFn/LUN, seq, cmd, data and rings", async () => {
    await bt.writeRequest({ netFn: 0x06, lun: 2, cmd: 0x2e, data: [0x0d, 0xa0] }, 0x42);
    expect(registers.requests).toEqual(["05 1a 42 2e 0d a0"]);
    expect(registers.rung).toEqual([0x01, 0x04]);
  });

  test("reads the answer under H_BUSY, clears B2H_ATN, and lets go", async () => {
    registers.answer = hex("06 1e 42 01 00 20 81");
    const answer = await bt.exchange({ netFn: 0x06, cmd: 0x01 }, 0x42);
    expect(answer).toEqual({ netFn: 0x07, lun: 2, seq: 0x42, cmd: 0x01, completionCode: 0, data: hex("20 81") });
    expect(registers.rung).toEqual([0x01, 0x04, 0x40, 0x08, 0x02, 0x40]);
    expect(registers.control).toBe(0);
  });

  test("waits for B_BUSY to clear before it writes, and reports the state if B_BUSY stays set", async () => {
    registers.control = 0x80;
    await expect(bt.writeRequest({ netFn: 0x06, cmd: 0x01 })).rejects.toMatchObject({
      fault: "guest",
      message: "BT: B_BUSY stays set before a request; BT_CTRL is 0x80",
    });
    expect(registers.rung).toEqual([]);
  });

  test("reports that no answer comes", async () => {
    await expect(bt.exchange({ netFn: 0x06, cmd: 0x01 })).rejects.toMatchObject({
      fault: "guest",
      message: "BT: no B2H_ATN after H2B_ATN; BT_CTRL is 0x80",
    });
  });

  test.each(["00", "01 1c", "02 1c 42", "03 1c 42 01"])("refuses the answer %s: too short", async (text) => {
    registers.answer = hex(text);
    await expect(bt.exchange({ netFn: 0x06, cmd: 0x01 })).rejects.toMatchObject({ fault: "guest" });
  });

  test("names the control bits as the specification does", async () => {
    registers.control = 0x98;
    expect(await bt.control()).toEqual({
      ...{ clearWritePointer: false, clearReadPointer: false, h2bAtn: false, b2hAtn: true },
      ...{ smsAtn: true, oem0: false, hBusy: false, bBusy: true },
    });
  });

  test("clears SMS_ATN and nothing else", async () => {
    registers.control = 0x18;
    await bt.clearAttention();
    expect(registers.control).toBe(0x08);
  });

  test("reads and writes the interrupt mask", async () => {
    await bt.writeInterruptMask({ b2hIrqEnable: true });
    expect(registers.mask).toBe(0x01);
    registers.mask = 0x03;
    expect(await bt.interruptMask()).toEqual({ b2hIrqEnable: true, b2hIrq: true, bmcHardwareReset: false });
  });

  test("returns to idle after a half-read answer", async () => {
    registers.control = 0x48;
    await bt.reset();
    expect(registers.control).toBe(0);
  });

  test("tells ports without a device from an interface that hangs", async () => {
    registers.control = 0xff;
    await expect(bt.control()).rejects.toMatchObject({
      fault: "guest",
      message: "BT: no device at these ports; BT_CTRL is 0xff",
    });
  });
});
