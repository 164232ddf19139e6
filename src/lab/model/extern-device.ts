/**
 * Model of QEMU's ipmi-bmc-extern, the device between an IPMI interface and the chardev to the BMC. It follows
 * hw/ipmi/ipmi_bmc_extern.c of QEMU 7.2, oddities included, because they decide what happens to an answer, and the cures
 * of test/e2e/qemu-patches/.
 */
import type { Clock, Timer } from "../../clock.ts";
import { checksum } from "../../codec/checksum.ts";
import { CompletionCode } from "../../ipmi/completion-code.ts";
import { Capability, Control, encodeControl, PROTOCOL_VERSION } from "../../wire/vm-control.ts";
import { EndMark, frame, MAX_BODY_SIZE } from "../../wire/vm-framing.ts";
import { LabError } from "../lab-error.ts";
import { type Acceptance, CURES, type Cures } from "./acceptance.ts";

/** The interface as the device sees it. */
export interface ModelInterface {
  /** `response`: netFn << 2 | LUN, cmd, completion code, data. Valid during the call only. */
  handleResponse(id: number, response: Uint8Array): void;
  setAttention(attention: boolean, interrupt: boolean): void;
  setInterruptEnable(enabled: boolean): void;
  /** Resets the interface with the machine. */
  reset(): void;
}

/** Actions of the machine that the BMC can cause. */
export type MachineAction = "powerOff" | "reset" | "nmi" | "gracefulShutdown";

export interface ExternDeviceOptions {
  /** The guest's clock. */
  readonly clock: Clock;
  /** Writes to the chardev and returns the number of bytes taken. The BMC must not answer before this returns. */
  write(bytes: Uint8Array): number;
  perform(action: MachineAction): void;
  /** The kind of QEMU. Defaults to "strict". */
  readonly acceptance?: Acceptance;
}

/** In bytes: QEMU's MAX_IPMI_MSG_SIZE. */
export const MAX_MESSAGE_SIZE = 300;
/** A response has this bit of the netFn/LUN byte set. */
export const RESPONSE_BIT = 0x04;

const ESCAPE = 0xaa;
const ESCAPE_BIT = 0x10;
/** Id, netFn/LUN, cmd, completion code, checksum. */
const MIN_ANSWER_SIZE = 5;
const ANSWER_TIMEOUT_MS = 4000;
const RETRY_MS = 10;

const GREETING = Uint8Array.of(
  ...encodeControl(Control.Version, PROTOCOL_VERSION),
  ...encodeControl(
    Control.Capabilities,
    Capability.Power |
      Capability.Reset |
      Capability.Irq |
      Capability.Nmi |
      Capability.Attn |
      Capability.GracefulShutdown,
  ),
);

const ACTION: Partial<Record<number, MachineAction>> = {
  [Control.PowerOff]: "powerOff",
  [Control.Reset]: "reset",
  [Control.SendNmi]: "nmi",
  [Control.GracefulShutdown]: "gracefulShutdown",
};

export class ExternDevice {
  readonly #options: ExternDeviceOptions;
  #interface: ModelInterface | undefined;
  #connected = false;
  /** Bytes from the BMC, unescaped. They survive the end and the start of a connection. */
  readonly #in = new Uint8Array(MAX_BODY_SIZE);
  #inLength = 0;
  #inEscape = false;
  #inTooMany = false;
  /** The last message to the BMC, as it was on the wire. */
  #out: Uint8Array = new Uint8Array(3);
  #unsent = 0;
  /** Whether the bytes being sent get no answer. */
  #sendingCommand = false;
  #resetPending = false;
  #waiting = false;
  /** Id, netFn/LUN and cmd of the last request, without escapes. */
  #request: Uint8Array = new Uint8Array(3);
  #timer: Timer | undefined;
  readonly #cures: Cures;

  constructor(options: ExternDeviceOptions) {
    this.#options = options;
    this.#cures = CURES[options.acceptance ?? "strict"];
  }

  /** Connects the device to its interface. Call it once, before anything else. */
  attach(to: ModelInterface): void {
    this.#interface = to;
  }

  /** Handles the chardev's connection. */
  opened(): void {
    this.#connected = true;
    // QEMU treats its greeting as a request: it waits 4 s for an answer, then makes one up with id FFh (Version).
    this.#sendingCommand = this.#cures.keepsRequest;
    this.#send(GREETING);
  }

  /** Handles the loss of the chardev's connection. The timer keeps running. */
  closed(): void {
    if (!this.#connected) return;
    this.#connected = false;
    this.#intf.setAttention(false, false);
    if (this.#waiting) this.#answerInPlace(CompletionCode.InitInProgress);
  }

  /** Takes one byte from the BMC: QEMU reads its chardev byte by byte. */
  receive(byte: number): void {
    switch (byte) {
      case EndMark.Message:
        // An escape before A0h drops the message and stays in force: the next byte loses its bit 4.
        if (!this.#inEscape) this.#takeMessage();
        this.#startAfresh();
        break;
      case EndMark.Control:
        this.#takeControl();
        break;
      case ESCAPE:
        this.#inEscape = true;
        break;
      default:
        this.#keep(this.#inEscape ? byte & ~ESCAPE_BIT : byte);
        this.#inEscape = false;
    }
  }

  /**
   * Takes a request from the interface: the first `length` bytes of `command`, at least two. The answer may come before
   * this returns. Throws `LabError` "ended" where QEMU calls abort().
   */
  handleCommand(command: Uint8Array, length: number, id: number): void {
    if (this.#unsent > 0) {
      throw new LabError("ended", "QEMU calls abort(): a request came while the last one was not yet written out");
    }
    const refusal = this.#refusal(length);
    if (refusal !== undefined) {
      this.#waiting = false;
      const [netFnLun = 0, cmd = 0] = command;
      this.#intf.handleResponse(id, Uint8Array.of(netFnLun | RESPONSE_BIT, cmd, refusal));
      return;
    }
    const body = Uint8Array.of(id, ...command.subarray(0, length), 0);
    body[length + 1] = checksum(body);
    this.#request = body.slice(0, 3);
    this.#send(frame(body, EndMark.Message));
  }

  /** Resets the machine around the device. Without the cure no QEMU from 7.2 to 11.1 tells the device. */
  resetMachine(): void {
    if (!this.#cures.resets) return;
    this.#intf.reset();
    this.#waiting = false;
    this.#stopTimer();
    if (!this.#connected) return;
    this.#resetPending = true;
    this.#continueSend();
  }

  /** Removes the device's timer from the clock. */
  [Symbol.dispose](): void {
    this.#stopTimer();
  }

  get #intf(): ModelInterface {
    if (this.#interface === undefined) throw new Error("an ipmi-bmc-extern without an interface");
    return this.#interface;
  }

  #keep(byte: number): void {
    if (this.#inLength < this.#in.length) this.#in[this.#inLength++] = byte;
    else this.#inTooMany = true;
  }

  #startAfresh(): void {
    this.#inLength = 0;
    this.#inTooMany = false;
  }

  #takeMessage(): void {
    if (this.#inLength < MIN_ANSWER_SIZE) return;
    let length = this.#inLength - 1;
    if (this.#inTooMany) {
      this.#in[3] = CompletionCode.DataTruncated;
      length = 4;
    } else if (checksum(this.#in.subarray(0, this.#inLength)) !== 0) {
      return;
    }
    if (this.#cures.keepsTimer && !(this.#waiting && this.#in[0] === this.#request[0])) return;
    // QEMU stops the timer before the interface checks the id, so a dropped answer leaves the guest without a timeout.
    this.#stopTimer();
    this.#waiting = false;
    this.#intf.handleResponse(this.#in[0] ?? 0, this.#in.subarray(1, length));
  }

  #takeControl(): void {
    const [tooMany, inEscape, empty] = [this.#inTooMany, this.#inEscape, this.#inLength === 0];
    this.#startAfresh();
    if (tooMany) return;
    this.#inEscape = false;
    if (inEscape || empty) return;
    this.#obey(this.#in[0] ?? 0);
  }

  #obey(code: number): void {
    const action = ACTION[code];
    if (action !== undefined) this.#perform(action);
    else if (code === Control.NoAttn) this.#intf.setAttention(false, false);
    else if (code === Control.Attn) this.#intf.setAttention(true, false);
    else if (code === Control.AttnIrq) this.#intf.setAttention(true, true);
    else if (code === Control.EnableIrq) this.#intf.setInterruptEnable(true);
    else if (code === Control.DisableIrq) this.#intf.setInterruptEnable(false);
  }

  #perform(action: MachineAction): void {
    this.#options.perform(action);
    if (action === "reset") this.resetMachine();
  }

  #refusal(length: number): CompletionCode | undefined {
    if (length < 2) return CompletionCode.DataLengthInvalid;
    if (length > MAX_MESSAGE_SIZE) return CompletionCode.DataTruncated;
    return this.#connected ? undefined : CompletionCode.InitInProgress;
  }

  #send(bytes: Uint8Array): void {
    this.#out = bytes;
    this.#unsent = bytes.length;
    this.#continueSend();
  }

  #continueSend(): void {
    if (this.#unsent > 0) {
      this.#unsent -= this.#options.write(this.#out.subarray(this.#out.length - this.#unsent));
      if (this.#unsent > 0) {
        this.#setTimer(RETRY_MS);
        return;
      }
      this.#waiting ||= !this.#sendingCommand;
      this.#sendingCommand = false;
    }
    if (this.#connected && this.#resetPending) {
      this.#resetPending = false;
      this.#sendingCommand = true;
      this.#send(encodeControl(Control.Reset));
    } else if (this.#waiting) {
      this.#setTimer(ANSWER_TIMEOUT_MS);
    }
  }

  #stopTimer(): void {
    this.#timer?.cancel();
  }

  #setTimer(ms: number): void {
    this.#stopTimer();
    this.#timer = this.#options.clock.after(ms, () => {
      if (!this.#connected) return;
      if (this.#waiting && this.#unsent === 0) this.#answerInPlace(CompletionCode.Timeout);
      else this.#continueSend();
    });
  }

  /**
   * Makes QEMU's own answer. QEMU copies its id and header from the frame it sent, escapes included (unless cured), and
   * builds it in the receive buffer, overwriting the part of a frame that the BMC has sent.
   */
  #answerInPlace(completionCode: CompletionCode): void {
    this.#waiting = false;
    const [id = 0, netFnLun = 0, cmd = 0] = this.#cures.keepsRequest ? this.#request : this.#out;
    this.#in.set([netFnLun | RESPONSE_BIT, cmd, completionCode], 1);
    this.#intf.handleResponse(id, this.#in.subarray(1, 4));
  }
}
