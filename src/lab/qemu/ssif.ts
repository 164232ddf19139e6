/**
 * The host's side of SSIF (IPMI 2.0 §12): blocks over SMBus. A message of up to 32 bytes is one block, a longer one
 * several parts. A message: netFn << 2 | LUN, cmd, data… An answer has its completion code before its data. In parts, the
 * first block of an answer begins with 00h 01h, and each later one with its number, or FFh in the last.
 *
 * SSIF has no flag that tells a busy BMC or a waiting answer: the host just reads. QEMU then hands out what its last block
 * left, until the BMC has answered.
 */

import { LabError } from "../lab-error.ts";
import {
  type GuestAnswer,
  type GuestInterface,
  type GuestRequest,
  readAnswer,
  requestHeader,
} from "./guest-message.ts";
import { MAX_BLOCK_SIZE, type SmbusController } from "./smbus.ts";
import { type WaitUntil, withinMs } from "./wait-until.ts";

/** The address that the lab gives QEMU's device, 7 bits. It is what Linux tries. */
export const SSIF_ADDRESS = 0x10;

/** Table 12-1. */
export const SsifCommand = {
  Write: 0x02,
  Read: 0x03,
  WriteStart: 0x06,
  WriteMiddle: 0x07,
  WriteEnd: 0x08,
  ReadMiddle: 0x09,
  ReadRetry: 0x0a,
} as const;

const MAX_TRIES = 5;
const LAST_PART = 0xff;
/** 30 bytes in the first block, 31 in each later one: more than the 255 bytes that QEMU sends. */
const MAX_PARTS = 10;

type Blocks = Pick<SmbusController, "readBlock" | "writeBlock">;

export class SsifDriver implements GuestInterface {
  readonly #smbus: Blocks;
  readonly #waitUntil: WaitUntil;
  /** The first block of the answer that `isAnswerThere` read. */
  #first: Uint8Array | undefined;

  constructor(smbus: Blocks, waitUntil: WaitUntil = withinMs(5000)) {
    this.#smbus = smbus;
    this.#waitUntil = waitUntil;
  }

  async exchange(request: GuestRequest): Promise<GuestAnswer> {
    await this.writeRequest(request);
    // QEMU hands out the answer before: a driver that takes the first block gets another request's answer.
    const answers = async () => (await this.isAnswerThere()) && this.#isFor(request);
    if (!(await this.#waitUntil(answers))) throw new LabError("guest", "SSIF: no answer to the request");
    return this.readAnswer();
  }

  /** Writes a request, in parts if it has more than 32 bytes. */
  async writeRequest(request: GuestRequest): Promise<void> {
    const message = Uint8Array.from([requestHeader(request), request.cmd, ...(request.data ?? [])]);
    const parts = Array.from({ length: Math.ceil(message.length / MAX_BLOCK_SIZE) }, (_, i) =>
      message.subarray(i * MAX_BLOCK_SIZE, (i + 1) * MAX_BLOCK_SIZE),
    );
    for (const [i, part] of parts.entries()) await this.#writePart(writeCommand(i, parts.length), part);
    this.#first = undefined;
  }

  /** Reads the first block of an answer. Resolves with false if there was none. */
  async isAnswerThere(): Promise<boolean> {
    this.#first = await this.#smbus.readBlock(SSIF_ADDRESS, SsifCommand.Read);
    return this.#first !== undefined;
  }

  answerArrives(): Promise<boolean> {
    return this.#waitUntil(() => this.isAnswerThere());
  }

  async readAnswer(): Promise<GuestAnswer> {
    const bytes = await this.readBytes();
    const answer = bytes[0] === undefined ? undefined : readAnswer(bytes[0], bytes.subarray(1));
    if (answer === undefined)
      throw new LabError("guest", `SSIF: an answer of ${bytes.length} bytes, expected 3 or more`);
    return answer;
  }

  /** Reads the rest of the answer that is there, and returns all of it. */
  async readBytes(): Promise<Uint8Array> {
    const first = this.#first ?? new Uint8Array();
    this.#first = undefined;
    if (!isInParts(first)) return first;
    const bytes = [...first.subarray(2)];
    for (let number = 0; number < MAX_PARTS; number++) {
      const part = await this.#smbus.readBlock(SSIF_ADDRESS, SsifCommand.ReadMiddle);
      const [actual, ...data] = part ?? [];
      if (actual !== number && actual !== LAST_PART)
        throw new LabError("guest", `SSIF: part ${number} of an answer has the number ${actual ?? "of no block"}`);
      bytes.push(...data);
      if (actual === LAST_PART) return Uint8Array.from(bytes);
    }
    throw new LabError("guest", `SSIF: an answer of more than ${MAX_PARTS} parts`);
  }

  #isFor(request: GuestRequest): boolean {
    const [header, cmd] = isInParts(this.#first) ? (this.#first?.subarray(2) ?? []) : (this.#first ?? []);
    return header === requestHeader({ ...request, netFn: request.netFn + 1 }) && cmd === request.cmd;
  }

  /** Writes a block again if it is refused, as drivers do. QEMU's controller refuses the one after an empty block. */
  async #writePart(command: number, part: Uint8Array): Promise<void> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      if (await this.#smbus.writeBlock(SSIF_ADDRESS, command, part)) return;
    }
    throw new LabError("guest", `SSIF: the device refused a block ${MAX_TRIES} times`);
  }
}

function writeCommand(part: number, parts: number): number {
  if (parts === 1) return SsifCommand.Write;
  if (part === 0) return SsifCommand.WriteStart;
  return part === parts - 1 ? SsifCommand.WriteEnd : SsifCommand.WriteMiddle;
}

/** No answer begins so: a netFn of 0 is a request's. */
function isInParts(block: Uint8Array | undefined): boolean {
  return block?.[0] === 0x00 && block[1] === 0x01;
}
