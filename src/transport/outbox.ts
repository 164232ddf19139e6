/** Frames of a link that leave in one write. Their memory serves one link after the other, and so makes no garbage. */
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { FrontViews } from "../codec/front-views.ts";
import { MAX_FRAME_SIZE } from "../wire/vm-framing.ts";
import { encodeAnswer, MAX_ANSWER_DATA_SIZE, type VmMessage, writeAnswer } from "../wire/vm-message.ts";
import { isTls } from "./tls-records.ts";

/** Most bytes of a write, unless one frame has more. */
export const OUTBOX_SIZE = 16 * 1024;

/** Memory that no link uses at the moment. */
let idle: FrontViews | undefined;

export class Outbox {
  readonly #stream: Duplex;
  #views: FrontViews | undefined;
  #end = 0;
  #holds = false;

  constructor(stream: Duplex) {
    this.#stream = stream;
  }

  /** Collects what is added from now on. */
  hold(): void {
    this.#holds = true;
  }

  /** Sends what was collected. What is added from now on leaves at once. */
  release(): void {
    this.#holds = false;
    this.flush();
  }

  /** Adds whole frames, or a piece of one. */
  add(bytes: Uint8Array): void {
    if (bytes.length > OUTBOX_SIZE) {
      this.flush();
      this.#write(bytes);
      return;
    }
    this.#room(bytes.length).set(bytes, this.#end);
    this.#added(this.#end + bytes.length);
  }

  /** Adds the answer to a request; `data` are the bytes after the completion code. */
  addAnswer(request: VmMessage, completionCode: number, data: Uint8Array): void {
    if (data.length > MAX_ANSWER_DATA_SIZE) this.add(encodeAnswer(request, completionCode, data));
    else this.#added(writeAnswer(request, completionCode, data, this.#room(MAX_FRAME_SIZE), this.#end));
  }

  /** Sends what was collected so far. */
  flush(): void {
    const views = this.#views;
    if (!views) return;
    const bytes = views.first(this.#end);
    this.#views = undefined;
    this.#end = 0;
    const copies = keepsMemory(this.#stream);
    this.#write(copies ? Buffer.from(bytes) : bytes);
    if (copies || this.#stream.writableLength === 0) idle = views;
  }

  #added(end: number): void {
    this.#end = end;
    if (!this.#holds) this.flush();
  }

  /** Returns the memory, with room for so many bytes after what was added. */
  #room(size: number): Buffer {
    if (this.#end + size > OUTBOX_SIZE) this.flush();
    this.#views ??= taken();
    return this.#views.memory;
  }

  /** Back-pressure: stops reading a peer that stops reading, and so holds one chunk's answers at most. QEMU always reads. */
  #write(bytes: Uint8Array): void {
    if (!this.#stream.write(bytes)) this.#stream.pause();
  }
}

function taken(): FrontViews {
  const views = idle ?? new FrontViews(OUTBOX_SIZE);
  idle = undefined;
  return views;
}

/** Whether a stream keeps what it writes now: TLS and other streams may, and a socket does behind what its peer has not read. */
function keepsMemory(stream: Duplex): boolean {
  return !(stream instanceof Socket) || isTls(stream) || stream.writableLength > 0;
}
