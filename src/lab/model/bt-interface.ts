/**
 * QEMU's BT interface as the guest's ports see it (IPMI §11), after hw/ipmi/ipmi_bt.c and isa_ipmi_bt.c of QEMU 7.2:
 *
 *   +0 BT_CTRL   +1 HOST2BMC / BMC2HOST buffer   +2 INTMASK
 *
 * The interface keeps the guest's sequence number and returns it with the next answer that it accepts, even if that
 * answer is for another request.
 */
import { EMPTY_BYTES } from "../../codec/empty-bytes.ts";
import { decode, encode } from "../../codec/layout.ts";
import { CompletionCode } from "../../ipmi/completion-code.ts";
import { BT_BASE, type BtControl, type BtInterruptMask, btControl, btInterruptMask } from "../qemu/bt.ts";
import type { PortIo } from "../qemu/port-io.ts";
import { type Acceptance, accepts } from "./acceptance.ts";
import { type ExternDevice, MAX_MESSAGE_SIZE, type ModelInterface, RESPONSE_BIT } from "./extern-device.ts";

/** Length, netFn/LUN, seq, cmd. */
const MIN_REQUEST_SIZE = 4;
/** Value that a port without a device reads as. */
const NOTHING = 0xff;

/** Get BT Interface Capabilities (§22.10), App, LUN 0: QEMU answers it itself. */
const APP_LUN_0 = 0x18;
const GET_CAPABILITIES = 0x36;
/** One request at a time; buffers of 255 bytes, the most the field can state; 10 s for an answer; no retries. */
const CAPABILITIES = [1, 0xff, 0xff, 10, 0];

export class BtInterface implements PortIo, ModelInterface {
  readonly #device: ExternDevice;
  readonly #acceptance: Acceptance;
  readonly #base: number;
  #control: BtControl = decode(btControl, Uint8Array.of(0));
  #mask: BtInterruptMask = decode(btInterruptMask, Uint8Array.of(0));
  readonly #in = new Uint8Array(MAX_MESSAGE_SIZE);
  /** Number of bytes written, including those past the buffer's end. */
  #inLength = 0;
  #out: Uint8Array = EMPTY_BYTES;
  #outPosition = 0;
  #awaitedId = 0;
  #seq = 0;
  #interruptEnabled = false;
  #interruptLine = false;

  constructor(device: ExternDevice, acceptance: Acceptance, base: number = BT_BASE) {
    this.#device = device;
    this.#acceptance = acceptance;
    this.#base = base;
    device.attach(this);
  }

  /** Whether the interrupt is raised. */
  get interruptLine(): boolean {
    return this.#interruptLine;
  }

  async inb(port: number): Promise<number> {
    switch (port - this.#base) {
      case 0:
        return encode(btControl, this.#control)[0] ?? 0;
      case 1:
        return this.#readBuffer();
      case 2:
        return encode(btInterruptMask, this.#mask)[0] ?? 0;
      default:
        return NOTHING;
    }
  }

  async outb(port: number, value: number): Promise<void> {
    switch (port - this.#base) {
      case 0:
        return this.#writeControl(decode(btControl, Uint8Array.of(value)));
      case 1:
        // A byte past the buffer's end is lost but counted.
        this.#in[this.#inLength++] = value;
        break;
      case 2:
        return this.#writeMask(decode(btInterruptMask, Uint8Array.of(value)));
    }
  }

  handleResponse(id: number, response: Uint8Array): void {
    if (!accepts(this.#acceptance, id, this.#awaitedId)) return;
    this.#countAnswer();
    const [netFnLun = 0, cmd = 0] = response;
    const rest =
      response.length > MAX_MESSAGE_SIZE - 2 ? [cmd, CompletionCode.CannotReturnBytes] : response.subarray(1);
    this.#answer(netFnLun, this.#seq, rest);
  }

  setAttention(attention: boolean, interrupt: boolean): void {
    if (attention === this.#control.smsAtn) return;
    this.#setControl({ smsAtn: attention });
    if (this.#control.b2hAtn) return;
    if (!attention) this.#endInterrupt();
    else if (interrupt && this.#mask.b2hIrqEnable) this.#interrupt();
  }

  setInterruptEnable(enabled: boolean): void {
    this.#interruptEnabled = enabled;
  }

  /** SMS_ATN and the BMC's leave to interrupt stay. An outstanding request ends: its answer has a past id from now on. */
  reset(): void {
    if (this.#control.bBusy) this.#countAnswer();
    this.#endInterrupt();
    this.#mask = { ...this.#mask, b2hIrqEnable: false };
    this.#setControl({ b2hAtn: false, hBusy: false, bBusy: false });
    this.#inLength = 0;
    [this.#out, this.#outPosition] = [EMPTY_BYTES, 0];
  }

  #readBuffer(): number {
    const byte = this.#out[this.#outPosition];
    if (byte === undefined) return NOTHING;
    this.#outPosition++;
    if (this.#outPosition === this.#out.length) [this.#out, this.#outPosition] = [EMPTY_BYTES, 0];
    return byte;
  }

  #writeControl(written: BtControl): void {
    if (written.clearWritePointer) this.#inLength = 0;
    if (written.clearReadPointer) this.#outPosition = 0;
    if (written.b2hAtn) this.#setControl({ b2hAtn: false });
    if (written.smsAtn) this.#setControl({ smsAtn: false });
    if (written.hBusy) this.#setControl({ hBusy: !this.#control.hBusy });
    if (!written.h2bAtn) return;
    this.#setControl({ bBusy: true });
    this.#takeRequest();
  }

  #takeRequest(): void {
    if (this.#inLength < MIN_REQUEST_SIZE) return;
    const [length = 0, netFnLun = 0, seq = 0, cmd = 0] = this.#in;
    if (length !== this.#inLength - 1) {
      // B_BUSY stays set: QEMU never answers a guest whose length byte is wrong.
      this.#inLength = 0;
    } else if (netFnLun === APP_LUN_0 && cmd === GET_CAPABILITIES) {
      this.#answer(netFnLun | RESPONSE_BIT, seq, [cmd, CompletionCode.Ok, ...CAPABILITIES]);
    } else {
      this.#seq = seq;
      // QEMU overwrites the sequence number; the byte stays there if the guest sets H2B_ATN again without writing.
      this.#in[2] = netFnLun;
      this.#device.handleCommand(this.#in.subarray(2), this.#inLength - 2, this.#awaitedId);
    }
  }

  #writeMask({ b2hIrqEnable, b2hIrq }: BtInterruptMask): void {
    if (b2hIrqEnable && !this.#mask.b2hIrqEnable) {
      if (this.#control.b2hAtn || this.#control.smsAtn) this.#interrupt();
    } else if (!b2hIrqEnable) {
      this.#endInterrupt();
    }
    this.#mask = { ...this.#mask, b2hIrqEnable };
    if (b2hIrq) this.#endInterrupt();
  }

  /**
   * Stores an answer. The read position stays: a guest that does not clear it starts in the middle of the new answer.
   */
  #answer(netFnLun: number, seq: number, rest: Iterable<number>): void {
    const message = [netFnLun, seq, ...rest];
    this.#out = Uint8Array.of(message.length, ...message);
    this.#setControl({ bBusy: false, b2hAtn: true });
    if (this.#mask.b2hIrqEnable && !this.#mask.b2hIrq) this.#interrupt();
  }

  #countAnswer(): void {
    this.#awaitedId = (this.#awaitedId + 1) % 0x100;
  }

  #interrupt(): void {
    this.#mask = { ...this.#mask, b2hIrq: true };
    if (this.#interruptEnabled) this.#interruptLine = true;
  }

  #endInterrupt(): void {
    if (this.#mask.b2hIrq) this.#interruptLine = false;
    this.#mask = { ...this.#mask, b2hIrq: false };
  }

  #setControl(bits: Partial<BtControl>): void {
    this.#control = { ...this.#control, ...bits };
  }
}
