import { beforeEach, describe, expect, test } from "vitest";
import { KcsDriver } from "../../../src/lab/qemu/kcs.ts";
import type { PortIo } from "../../../src/lab/qemu/port-io.ts";
import { withinMs } from "../../../src/lab/qemu/wait-until.ts";
import { hex, toHex } from "../../support/bytes/hex.ts";

const BASE = 0xca2;
const State = { Idle: 0x00, Read: 0x40, Write: 0x80, Error: 0xc0 };
const [OBF, IBF] = [0x01, 0x02];

/** The BMC's side of the registers, after the flow charts of IPMI §9; it always has taken a byte at once. */
class FakeKcs implements PortIo {
  state = State.Idle;
  flags = 0;
  /** Bytes from the BMC: the answer, or a status code after an abort. */
  answer: Uint8Array | undefined;
  readonly requests: string[] = [];
  #out: number[] = [];
  #request: number[] = [];
  #lastByteNext = false;
  #dataOut = 0;

  async inb(port: number): Promise<number> {
    if (port === BASE + 1) return this.state | this.flags;
    this.flags &= ~OBF;
    return this.#dataOut;
  }

  async outb(port: number, value: number): Promise<void> {
    if (port === BASE + 1) this.#command(value);
    else this.#data(value);
  }

  #command(value: number): void {
    if (value === 0x61) [this.state, this.#request] = [State.Write, []];
    if (value === 0x62) this.#lastByteNext = true;
    if (value === 0x60) [this.state, this.#out] = [State.Error, [0x01]];
    this.flags |= OBF;
  }

  #data(value: number): void {
    if (this.state === State.Write) {
      this.#request.push(value);
      this.flags |= OBF;
      if (this.#lastByteNext) this.#handOver();
    } else {
      this.#send();
    }
  }

  #handOver(): void {
    this.#lastByteNext = false;
    this.requests.push(toHex(Uint8Array.from(this.#request)));
    this.flags = IBF;
    if (this.answer === undefined) return;
    this.#out = [...this.answer];
    this.flags = 0;
    this.#send();
  }

  #send(): void {
    const next = this.#out.shift();
    this.state = next === undefined ? State.Idle : State.Read;
    this.#dataOut = next ?? 0;
    this.flags |= OBF;
  }
}

let registers: FakeKcs;
let kcs: KcsDriver;
beforeEach(() => {
  registers = new FakeKcs();
  kcs = new KcsDriver(registers, BASE, withinMs(0));
});

describe("the KCS driver (§9)", () => {
  test("writes netFn/LUN, cmd, data and reads the answer until the interface is idle", async () => {
    registers.answer = hex("1e 2e 00 0d");
    const answer = await kcs.exchange({ netFn: 0x06, lun: 2, cmd: 0x2e, data: [0x0d, 0x68] });
    expect(registers.requests).toEqual(["1a 2e 0d 68"]);
    expect(answer).toEqual({ netFn: 0x07, lun: 2, cmd: 0x2e, completionCode: 0, data: hex("0d") });
    expect(await kcs.status()).toMatchObject({ state: 0, obf: false, ibf: false });
  });

  test("reports that no answer comes", async () => {
    await expect(kcs.exchange({ netFn: 0x06, cmd: 0x01 })).rejects.toMatchObject({
      fault: "guest",
      message: "KCS: IBF stays set after a request; the status register is 0x82",
    });
  });

  test("stops at a state that the write transfer does not have", async () => {
    registers.outb = async () => {
      registers.state = State.Error;
    };
    await expect(kcs.exchange({ netFn: 0x06, cmd: 0x01 })).rejects.toThrow(
      "KCS: wrong state; the status register is 0xc0",
    );
  });

  test.each(["", "1c", "1c 01"])("refuses the answer %j: too short", async (text) => {
    registers.answer = hex(text);
    await expect(kcs.exchange({ netFn: 0x06, cmd: 0x01 })).rejects.toMatchObject({ fault: "guest" });
  });

  test("takes an answer of 512 bytes and refuses a longer one", async () => {
    registers.answer = new Uint8Array(512);
    expect((await kcs.exchange({ netFn: 0x06, cmd: 0x01 })).data).toHaveLength(509);
    registers.answer = new Uint8Array(513);
    await expect(kcs.exchange({ netFn: 0x06, cmd: 0x01 })).rejects.toThrow("an answer of more than 512 bytes");
  });

  test("aborts: gets the status code and leaves the interface idle", async () => {
    expect(await kcs.abort()).toBe(0x01);
    expect(await kcs.status()).toMatchObject({ state: 0, obf: false });
  });

  test("names the status bits as the specification does", async () => {
    registers.flags = 0x0c | OBF;
    registers.state = State.Read;
    expect(await kcs.status()).toEqual({
      ...{ obf: true, ibf: false, smsAtn: true, lastWriteWasCommand: true, oem1: false, oem2: false, state: 1 },
    });
  });

  test("tells ports without a device from an interface that hangs", async () => {
    registers.flags = 0x3f;
    registers.state = State.Error;
    await expect(kcs.status()).rejects.toMatchObject({
      fault: "guest",
      message: "KCS: no device at these ports; the status register is 0xff",
    });
  });
});
