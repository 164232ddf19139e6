/**
 * The host's side of the Keyboard Controller Style interface (IPMI §9), register by register. Two ports:
 *
 *   +0 Data_In (write) / Data_Out (read)   +1 Command (write) / Status (read)
 *
 * A message: netFn << 2 | LUN, cmd, data… An answer has its completion code before its data.
 */

import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { decode, type ValueOf } from "../../codec/layout.ts";
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

/** Table 9-1. `state` is one of `KcsState`. */
export const kcsStatus = bitfield({
  obf: bit(0),
  ibf: bit(1),
  smsAtn: bit(2),
  lastWriteWasCommand: bit(3),
  oem1: bit(4),
  oem2: bit(5),
  state: bits(7, 6),
});
export type KcsStatus = ValueOf<typeof kcsStatus>;

/** Table 9-2: bits S1 and S0. */
export const KcsState = { Idle: 0, Read: 1, Write: 2, Error: 3 } as const;

/** Table 9-3. */
export const KcsControl = { GetStatusAbort: 0x60, WriteStart: 0x61, WriteEnd: 0x62, Read: 0x68 } as const;

/** Default first port of `isa-ipmi-kcs`. */
export const KCS_BASE = 0xca2;

/** Longest answer that the driver reads, in bytes. QEMU's buffer holds 300; an interface that offers more is broken. */
const MAX_ANSWER_SIZE = 512;

/** FFh would be every flag at once, and an error. */
const STATUS = { interface: "KCS", offset: 1, name: "the status register" } as const;

export class KcsDriver implements GuestInterface {
  readonly #ports: InterfacePorts;

  constructor(io: PortIo, base: number = KCS_BASE, waitUntil?: WaitUntil) {
    this.#ports = new InterfacePorts(io, base, STATUS, waitUntil);
  }

  /** Reads the status register. Rejects with `LabError` "guest" if no KCS interface is at these ports. */
  async status(): Promise<KcsStatus> {
    return decode(kcsStatus, await this.#ports.status());
  }

  async exchange(request: GuestRequest): Promise<GuestAnswer> {
    await this.writeRequest(request);
    if (!(await this.answerArrives())) throw await this.#ports.fault("IBF stays set after a request");
    return this.readAnswer();
  }

  /** Does the write transfer. IBF stays set until the BMC has an answer. */
  async writeRequest(request: GuestRequest): Promise<void> {
    const { cmd, data = [] } = request;
    const bytes = [requestHeader(request), cmd, ...data];
    const last = bytes.pop() ?? 0;
    await this.#takesByte();
    await this.#writeCommand(KcsControl.WriteStart);
    for (const byte of bytes) {
      await this.#takesByte(KcsState.Write);
      await this.#ports.write(0, byte);
    }
    await this.#takesByte(KcsState.Write);
    await this.#writeCommand(KcsControl.WriteEnd);
    await this.#takesByte(KcsState.Write);
    await this.#ports.write(0, last);
  }

  /** Waits until IBF clears: when the BMC has its answer, and after every byte that the interface took. */
  answerArrives(): Promise<boolean> {
    return this.#ports.waitUntil(async () => !(await this.status()).ibf);
  }

  /** Does the read transfer and decodes the message. */
  async readAnswer(): Promise<GuestAnswer> {
    const bytes = await this.readBytes();
    const answer = bytes[0] === undefined ? undefined : readAnswer(bytes[0], bytes.subarray(1));
    if (answer === undefined) throw await this.#ports.fault(`an answer of ${bytes.length} bytes, expected 3 or more`);
    return answer;
  }

  /** Does the read transfer, from Read_State until the interface is idle again, and returns the bytes. */
  async readBytes(): Promise<Uint8Array> {
    const bytes: number[] = [];
    for (;;) {
      const { state, obf } = await this.#ready("IBF stays set in a read transfer");
      if (state !== KcsState.Read && state !== KcsState.Idle) throw await this.#ports.fault("expected Read_State");
      if (!obf && !(await this.#ports.waitUntil(async () => (await this.status()).obf)))
        throw await this.#ports.fault("OBF stays clear");
      const byte = await this.#ports.read(0);
      if (state === KcsState.Idle) return Uint8Array.from(bytes);
      bytes.push(byte);
      if (bytes.length > MAX_ANSWER_SIZE)
        throw await this.#ports.fault(`an answer of more than ${MAX_ANSWER_SIZE} bytes`);
      await this.#ports.write(0, KcsControl.Read);
    }
  }

  /** Does GET_STATUS/ABORT: ends the transfer, returns the status code (table 9-4), and leaves the interface idle. */
  async abort(): Promise<number> {
    await this.#ready();
    await this.#writeCommand(KcsControl.GetStatusAbort);
    await this.#takesByte();
    await this.#ports.write(0, 0x00);
    const [status] = await this.readBytes();
    if (status === undefined) throw await this.#ports.fault("no error status after GET_STATUS/ABORT");
    return status;
  }

  /** Reads and drops Data_Out if OBF is set. */
  async clearOutput(): Promise<void> {
    if ((await this.status()).obf) await this.#ports.read(0);
  }

  #writeCommand(command: number): Promise<void> {
    return this.#ports.write(1, command);
  }

  /** Waits until IBF clears, and returns the status that has it clear. */
  async #ready(problem = "IBF stays set"): Promise<KcsStatus> {
    let status = await this.status();
    const isReady = async () => {
      if (status.ibf) status = await this.status();
      return !status.ibf;
    };
    if (!(await this.#ports.waitUntil(isReady))) throw await this.#ports.fault(problem);
    return status;
  }

  /** Waits until the interface takes a byte, checks the state if one is given, and drops an unread Data_Out. */
  async #takesByte(expected?: number): Promise<void> {
    const { state, obf } = await this.#ready();
    if (expected !== undefined && state !== expected) throw await this.#ports.fault("wrong state");
    if (obf) await this.#ports.read(0);
  }
}
