/** Frames of a link that leave in one write. Their memory serves one link after the other, and so makes no garbage. */
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { MAX_FRAME_SIZE } from "../wire/vm-framing.ts";
import { encodeAnswer, MAX_ANSWER_DATA_SIZE, type VmMessage, writeAnswer } from "../wire/vm-message.ts";
import { isTls } from "./tls-records.ts";

/** Most bytes of a write, unless one frame has more. */
export const OUTBOX_SIZE = 16 * 1024;

/** Memory that no link uses at the moment. */
let idle: Buffer | undefined;

export class Outbox {
  readonly #stream: Duplex;
  #bytes: Buffer | undefined;
  #end = 0;

  constructor(stream: Duplex) {
    this.#stream = stream;
  }

  /** Adds whole frames, or a piece of one. */
  add(bytes: Uint8Array): void {
    if (bytes.length > OUTBOX_SIZE) {
      this.flush();
      this.#stream.write(bytes);
      return;
    }
    this.#room(bytes.length).set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Adds the answer to a request; `data` are the bytes after the completion code. */
  addAnswer(request: VmMessage, completionCode: number, data: Uint8Array): void {
    if (data.length > MAX_ANSWER_DATA_SIZE) this.add(encodeAnswer(request, completionCode, data));
    else this.#end = writeAnswer(request, completionCode, data, this.#room(MAX_FRAME_SIZE), this.#end);
  }

  /** Sends what was added. Returns whether the stream takes more, or the peer must read first. */
  flush(): boolean {
    const bytes = this.#bytes;
    if (!bytes) return true;
    const size = this.#end;
    this.#bytes = undefined;
    this.#end = 0;
    const out = bytes.subarray(0, size);
    const copies = keepsMemory(this.#stream);
    const goesOn = this.#stream.write(copies ? Buffer.from(out) : out);
    if (copies || this.#stream.writableLength === 0) idle = bytes;
    return goesOn;
  }

  /** Returns the memory, with room for so many bytes after what was added. */
  #room(size: number): Buffer {
    if (this.#end + size > OUTBOX_SIZE) this.flush();
    this.#bytes ??= taken();
    return this.#bytes;
  }
}

function taken(): Buffer {
  const bytes = idle ?? Buffer.allocUnsafeSlow(OUTBOX_SIZE);
  idle = undefined;
  return bytes;
}

/** Whether a stream keeps what it writes now: TLS and other streams may, and a socket does behind what its peer has not read. */
function keepsMemory(stream: Duplex): boolean {
  return !(stream instanceof Socket) || isTls(stream) || stream.writableLength > 0;
}
