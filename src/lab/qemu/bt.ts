/**
 * The host's side of the Block Transfer interface (IPMI §11), register by register. Three ports:
 *
 *   +0 BT_CTRL   +1 HOST2BMC / BMC2HOST buffer   +2 INTMASK
 *
 * A message in the buffer: length of the rest, netFn << 2 | LUN, sequence number, cmd, data… An answer has its
 * completion code before its data.
 */

import { bit, bitfield } from "../../codec/bitfield.ts";
import { decode, encode, type ValueOf } from "../../codec/layout.ts";
import {
  type GuestAnswer,
  type GuestInterface,
  type GuestRequest,
  readAnswer,
  requestHeader,
} from "./guest-message.ts";
import { InterfacePorts } from "./interface-ports.ts";
import type { PortIo } from "./port-io.ts";
import type { WaitUntil } from "./wait-until.ts";

/** BT_CTRL. Writing 0 changes nothing; a 1 clears B2H_ATN and SMS_ATN, sets H2B_ATN and toggles H_BUSY. */
export const btControl = bitfield({
  clearWritePointer: bit(0),
  clearReadPointer: bit(1),
  h2bAtn: bit(2),
  b2hAtn: bit(3),
  smsAtn: bit(4),
  oem0: bit(5),
  hBusy: bit(6),
  bBusy: bit(7),
});
export type BtControl = ValueOf<typeof btControl>;

/** INTMASK. Writing 1 clears B2H_IRQ; BMC_HWRST reads as 0. */
export const btInterruptMask = bitfield({ b2hIrqEnable: bit(0), b2hIrq: bit(1), bmcHardwareReset: bit(7) });
export type BtInterruptMask = ValueOf<typeof btInterruptMask>;

/** An answer, with the sequence number that the interface returned. */
export type BtAnswer = GuestAnswer & { readonly seq: number };

/** Default first port of `isa-ipmi-bt`. */
export const BT_BASE = 0xe4;

/** It is never FFh: the pointer bits read as 0. */
const STATUS = { interface: "BT", offset: 0, name: "BT_CTRL" } as const;

export class BtDriver implements GuestInterface {
  readonly #ports: InterfacePorts;

  constructor(io: PortIo, base: number = BT_BASE, waitUntil?: WaitUntil) {
    this.#ports = new InterfacePorts(io, base, STATUS, waitUntil);
  }

  /** Reads BT_CTRL. Rejects with `LabError` "guest" if no BT interface is at these ports. */
  async control(): Promise<BtControl> {
    return decode(btControl, await this.#ports.status());
  }

  /** Writes 1 to the given bits and 0 to the others. */
  async writeControl(bits: Partial<BtControl>): Promise<void> {
    await this.#ports.write(0, encode(btControl, { ...NO_CONTROL, ...bits })[0] ?? 0);
  }

  async interruptMask(): Promise<BtInterruptMask> {
    return decode(btInterruptMask, Uint8Array.of(await this.#ports.read(2)));
  }

  async writeInterruptMask(bits: Partial<BtInterruptMask>): Promise<void> {
    await this.#ports.write(2, encode(btInterruptMask, { ...NO_MASK, ...bits })[0] ?? 0);
  }

  /** Sends a request and returns its answer. The interface returns `seq` with the answer; the BMC never sees it. */
  async exchange(request: GuestRequest, seq = 0): Promise<BtAnswer> {
    await this.writeRequest(request, seq);
    if (!(await this.answerArrives())) throw await this.#ports.fault("no B2H_ATN after H2B_ATN");
    return this.readAnswer();
  }

  /** Waits until the BMC is ready, fills the buffer and sets H2B_ATN. */
  async writeRequest(request: GuestRequest, seq = 0): Promise<void> {
    const ready = await this.#ports.waitUntil(async () => {
      const { bBusy, h2bAtn } = await this.control();
      return !bBusy && !h2bAtn;
    });
    if (!ready) throw await this.#ports.fault("B_BUSY stays set before a request");
    await this.ring(request, seq);
  }

  /** Fills the buffer and sets H2B_ATN, whether the BMC is ready or not. */
  async ring(request: GuestRequest, seq: number): Promise<void> {
    const { cmd, data = [] } = request;
    const bytes = [data.length + 3, requestHeader(request), seq, cmd, ...data];
    await Promise.all([
      this.writeControl({ clearWritePointer: true }),
      ...bytes.map((byte) => this.#ports.write(1, byte)),
      this.writeControl({ h2bAtn: true }),
    ]);
  }

  answerArrives(): Promise<boolean> {
    return this.#ports.waitUntil(async () => (await this.control()).b2hAtn);
  }

  /** Reads the answer that B2H_ATN announced, with H_BUSY set during the read. */
  async readAnswer(): Promise<BtAnswer> {
    const [header, seq, ...rest] = await this.readBuffer();
    const answer = header === undefined ? undefined : readAnswer(header, Uint8Array.from(rest));
    if (seq === undefined || answer === undefined) throw await this.#ports.fault("an answer of fewer than 4 bytes");
    return { ...answer, seq };
  }

  /** Reads the bytes after the length byte, undecoded. */
  async readBuffer(): Promise<Uint8Array> {
    await this.#setHostBusy(true);
    const [, , length] = await Promise.all([
      this.writeControl({ b2hAtn: true }),
      this.writeControl({ clearReadPointer: true }),
      this.#ports.read(1),
    ]);
    const bytes = await Promise.all(Array.from({ length }, () => this.#ports.read(1)));
    await this.#setHostBusy(false);
    return Uint8Array.from(bytes);
  }

  /** Acknowledges SMS_ATN, as a driver does before it reads the message flags. */
  clearAttention(): Promise<void> {
    return this.writeControl({ smsAtn: true });
  }

  /** Resets the host's side after a failed exchange: drops an unread answer and clears H_BUSY. */
  async reset(): Promise<void> {
    await this.writeControl({ clearWritePointer: true, clearReadPointer: true });
    await this.writeControl({ b2hAtn: true });
    await this.#setHostBusy(false);
  }

  /** Sets or clears H_BUSY. Writing 1 toggles the bit, so this reads it first. */
  async #setHostBusy(busy: boolean): Promise<void> {
    if ((await this.control()).hBusy !== busy) await this.writeControl({ hBusy: true });
  }
}

const NO_CONTROL = decode(btControl, Uint8Array.of(0));
const NO_MASK = decode(btInterruptMask, Uint8Array.of(0));
