/** Decodes a peer's bytes, cut anywhere, into messages, control commands and discarded bytes, in order. */
import { decodeControl, type VmControl } from "./vm-control.ts";
import { Deframer, type Discarded, EndMark } from "./vm-framing.ts";
import { decodeMessage, type VmMessage } from "./vm-message.ts";

export type VmFrame = VmMessage | VmControl | Discarded;

export class VmDecoder {
  #take: (frame: VmFrame) => void = () => {};
  readonly #deframer = new Deframer({
    body: (end, bytes, size) =>
      this.#take(end === EndMark.Message ? decodeMessage(bytes, size) : decodeControl(bytes.slice(0, size))),
    discarded: (discarded) => this.#take(discarded),
  });

  /** Takes the bytes of a chunk from `start` to `end`. */
  push(chunk: Uint8Array, take: (frame: VmFrame) => void, start = 0, end = chunk.length): void {
    this.#take = take;
    this.#deframer.push(chunk, start, end);
  }

  reset(): void {
    this.#deframer.reset();
  }
}
