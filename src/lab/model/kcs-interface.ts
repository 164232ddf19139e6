/**
 * QEMU's KCS interface as the guest's ports see it (IPMI §9), after hw/ipmi/ipmi_kcs.c and isa_ipmi_kcs.c of QEMU 7.2:
 *
 *   +0 Data_In (write) / Data_Out (read)   +1 Command (write) / Status (read)
 */
import { EMPTY_BYTES } from "../../codec/empty-bytes.ts";
import { decode, encode } from "../../codec/layout.ts";
import { KCS_BASE, KcsControl, KcsState, type KcsStatus, kcsStatus } from "../qemu/kcs.ts";
import type { PortIo } from "../qemu/port-io.ts";
import { type Acceptance, accepts } from "./acceptance.ts";
import { type ExternDevice, MAX_MESSAGE_SIZE, type ModelInterface } from "./extern-device.ts";

/** Table 9-4. */
const KcsError = { Aborted: 0x01, IllegalControlCode: 0x02 } as const;
/** Value that a port without a device reads as. */
const NOTHING = 0xff;

export class KcsInterface implements PortIo, ModelInterface {
  readonly #device: ExternDevice;
  readonly #acceptance: Acceptance;
  readonly #base: number;
  #status: KcsStatus = decode(kcsStatus, Uint8Array.of(0));
  /** The byte written to a port and not yet handled. */
  #dataIn: number | undefined;
  #command: number | undefined;
  #dataOut = 0;
  #lastByteNext = false;
  /** Request bytes, never cleared: the refusal of a request without a cmd carries the cmd of the request before it. */
  readonly #in = new Uint8Array(MAX_MESSAGE_SIZE);
  /** Number of bytes written, including those past the buffer's end. */
  #inLength = 0;
  #out: Uint8Array = EMPTY_BYTES;
  #outPosition = 0;
  #awaitedId = 0;
  #interruptEnabled = false;
  #outputInterrupt = false;
  #attentionInterrupt = false;
  #interruptLine = false;

  constructor(device: ExternDevice, acceptance: Acceptance, base: number = KCS_BASE) {
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
        this.#setStatus({ obf: false });
        this.#setInterrupts(false, this.#attentionInterrupt);
        return this.#dataOut;
      case 1:
        this.#setInterrupts(this.#outputInterrupt, false);
        return encode(kcsStatus, this.#status)[0] ?? 0;
      default:
        return NOTHING;
    }
  }

  /**
   * Writes a port. Ignored while IBF is set, aborts included: the guest cannot give up a request that is never
   * answered.
   */
  async outb(port: number, value: number): Promise<void> {
    const offset = port - this.#base;
    if (this.#status.ibf || (offset !== 0 && offset !== 1)) return;
    if (offset === 0) this.#dataIn = value;
    else this.#command = value;
    this.#setStatus({ ibf: true });
    this.#handleInput();
  }

  handleResponse(id: number, response: Uint8Array): void {
    if (!accepts(this.#acceptance, id, this.#awaitedId)) return;
    this.#countAnswer();
    // The read position stays: an unrequested answer is read from where the last one ended.
    this.#out = response.slice();
    this.#setStatus({ state: KcsState.Read });
    this.#dataIn = KcsControl.Read;
    this.#handleInput();
  }

  setAttention(attention: boolean, interrupt: boolean): void {
    this.#setStatus({ smsAtn: attention });
    this.#setInterrupts(this.#outputInterrupt, attention && (interrupt || this.#attentionInterrupt));
  }

  setInterruptEnable(enabled: boolean): void {
    this.#interruptEnabled = enabled;
  }

  /** SMS_ATN and the BMC's leave to interrupt stay. An outstanding request ends: its answer has a past id from now on. */
  reset(): void {
    if (this.#status.ibf) this.#countAnswer();
    this.#setStatus({ obf: false, ibf: false, state: KcsState.Idle });
    this.#setInterrupts(false, this.#attentionInterrupt);
    [this.#dataIn, this.#command, this.#lastByteNext] = [undefined, undefined, false];
    this.#inLength = 0;
    [this.#out, this.#outPosition] = [EMPTY_BYTES, 0];
  }

  #handleInput(): void {
    if (this.#command === KcsControl.GetStatusAbort) {
      this.#abort();
    } else {
      if (this.#step() === "handed over") return;
      if (this.#command !== undefined) this.#fail(KcsError.IllegalControlCode);
    }
    this.#command = undefined;
    this.#dataIn = undefined;
    this.#setStatus({ ibf: false });
  }

  /** Aborts the request in progress: it gets no answer, because its id is no longer the awaited one. */
  #abort(): void {
    if (this.#status.state === KcsState.Error) return;
    this.#countAnswer();
    this.#fail(KcsError.Aborted);
    this.#fillOutput();
  }

  /**
   * Handles a written byte. "handed over": the BMC has the request, and the byte stays pending until the answer comes.
   */
  #step(): "handed over" | undefined {
    switch (this.#status.state) {
      case KcsState.Idle:
        if (this.#command === KcsControl.WriteStart) this.#startWrite();
        break;
      case KcsState.Read:
        this.#read();
        break;
      case KcsState.Write:
        return this.#write();
      case KcsState.Error:
        if (this.#dataIn === undefined) break;
        this.#setStatus({ state: KcsState.Read });
        this.#dataIn = KcsControl.Read;
        this.#read();
        break;
    }
    return undefined;
  }

  #startWrite(): void {
    this.#setStatus({ state: KcsState.Write });
    this.#command = undefined;
    this.#lastByteNext = false;
    this.#inLength = 0;
    this.#fillOutput();
  }

  #write(): "handed over" | undefined {
    // A byte past the buffer's end is lost but counted.
    if (this.#dataIn !== undefined) this.#in[this.#inLength++] = this.#dataIn;
    if (this.#lastByteNext) {
      this.#lastByteNext = false;
      this.#out = EMPTY_BYTES;
      this.#outPosition = 0;
      this.#device.handleCommand(this.#in, this.#inLength, this.#awaitedId);
      return "handed over";
    }
    if (this.#command === KcsControl.WriteEnd) {
      this.#command = undefined;
      this.#lastByteNext = true;
    }
    this.#fillOutput();
    return undefined;
  }

  #read(): void {
    const byte = this.#out[this.#outPosition];
    if (byte === undefined) {
      this.#setStatus({ state: KcsState.Idle });
    } else if (this.#dataIn === KcsControl.Read) {
      this.#dataOut = byte;
      this.#outPosition++;
    } else {
      this.#command = undefined;
      this.#fail(KcsError.IllegalControlCode);
    }
    this.#fillOutput();
  }

  #fail(error: number): void {
    this.#out = Uint8Array.of(error);
    this.#outPosition = 0;
    this.#setStatus({ state: KcsState.Error });
  }

  #countAnswer(): void {
    this.#awaitedId = (this.#awaitedId + 1) % 0x100;
  }

  /** Sets OBF. Without a new byte, Data_Out repeats the last byte of an answer. */
  #fillOutput(): void {
    this.#setStatus({ obf: true });
    this.#setInterrupts(true, this.#attentionInterrupt);
  }

  /**
   * Updates the interrupt line: it rises with the first of the two reasons if the BMC allows it, and falls with the
   * last.
   */
  #setInterrupts(output: boolean, attention: boolean): void {
    const before = this.#outputInterrupt || this.#attentionInterrupt;
    this.#outputInterrupt = output;
    this.#attentionInterrupt = attention;
    const after = output || attention;
    if (before && !after) this.#interruptLine = false;
    if (!before && after && this.#interruptEnabled) this.#interruptLine = true;
  }

  #setStatus(bits: Partial<KcsStatus>): void {
    this.#status = { ...this.#status, ...bits };
  }
}
