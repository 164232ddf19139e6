/** Decodes a peer's bytes, cut anywhere, into messages, control commands and discarded bytes, in order. */
import { decodeControl, type VmControl } from "./vm-control.ts";
import { Deframer, type Discarded, EndMark } from "./vm-framing.ts";
import { decodeMessage, type VmMessage } from "./vm-message.ts";

export type VmFrame = VmMessage | VmControl | Discarded;

export class VmDecoder {
  readonly #deframer = new Deframer();

  push(chunk: Uint8Array, take: (frame: VmFrame) => void): void {
    this.#deframer.push(chunk, (found) => {
      if (found.kind === "discarded") take(found);
      else take(found.end === EndMark.Message ? decodeMessage(found.bytes) : decodeControl(found.bytes));
    });
  }

  reset(): void {
    this.#deframer.reset();
  }
}
