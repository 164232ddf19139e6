/** Decodes a peer's bytes, cut anywhere, into messages, control commands and discarded bytes, in order. */
import { decodeControl, type VmControl } from "./vm-control.ts";
import { type Body, Deframer, type Discarded, EndMark } from "./vm-framing.ts";
import { decodeMessage, type VmMessage } from "./vm-message.ts";

export type VmFrame = VmMessage | VmControl | Discarded;

export class VmDecoder {
  readonly #deframer = new Deframer();

  /** Takes the bytes of a chunk from `start` to `end`. */
  push(chunk: Uint8Array, take: (frame: VmFrame) => void, start = 0, end = chunk.length): void {
    const takeFound = (found: Body | Discarded) => {
      if (found.kind === "discarded") take(found);
      else take(found.end === EndMark.Message ? decodeMessage(found.bytes) : decodeControl(found.bytes));
    };
    this.#deframer.push(chunk, takeFound, start, end);
  }

  reset(): void {
    this.#deframer.reset();
  }
}
