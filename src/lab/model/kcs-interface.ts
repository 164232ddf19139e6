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
/** What a port reads as when nothing is behind it. */
const NOTHING = 0xff;

export class KcsInterface implements PortIo, ModelInterface {
  readonly #device: ExternDevice;
  readonly #acceptance: Acceptance;
  readonly #base: number;
  #status: KcsStatus = decode(kcsStatus, Uint8Array.of(0));
  /** What was written to these ports and is not yet dealt with. */
  #dataIn: number | undefined;
  #command: number | undefined;
  #dataOut = 0;
  #lastByteNext = false;
  /** Not emptied: a request that is too short for a cmd is refused with the one that was there before. */
  readonly #in = new Uint8Array(MAX_MESSAGE_SIZE);
  /** Counts on past the buffer's end. */
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

  /** Ignored while IBF is set, aborts included: a request that is never answered cannot be given up. */
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
    // The read position stays: an answer to nothing is read from where the last one ended.
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

  /** The request under way is not answered any more, because its id is no longer the awaited one. */
  #abort(): void {
    if (this.#status.state === KcsState.Error) return;
    this.#countAnswer();
    this.#fail(KcsError.Aborted);
    this.#fillOutput();
  }

  /** "handed over": the BMC has the request, and what was written stays as it is until there is an answer. */
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
    // Past the end it goes nowhere, but is counted.
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

  /** Sets OBF; what Data_Out then gives is the last byte of an answer when no new one was put there. */
  #fillOutput(): void {
    this.#setStatus({ obf: true });
    this.#setInterrupts(true, this.#attentionInterrupt);
  }

  /** The line rises with the first of the two reasons, if the BMC allows that then, and falls with the last. */
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
