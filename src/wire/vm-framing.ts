/**
 * Framing of the QEMU VM protocol: an escaped body, then an end mark with the kind of the body.
 *
 *   A0h  ends an IPMI message          A1h  ends a control command
 *   AAh  the next byte has bit 4 set on the wire and is read with bit 4 clear
 */
import { EMPTY_BYTES } from "../codec/empty-bytes.ts";

export const EndMark = { Message: 0xa0, Control: 0xa1 } as const;
export type EndMark = (typeof EndMark)[keyof typeof EndMark];

const ESCAPE = 0xaa;
const ESCAPE_BIT = 0x10;

/**
 * Longest body in bytes: message id, 300 bytes of message (QEMU's MAX_IPMI_MSG_SIZE), checksum. QEMU cannot send more.
 * A longer body is discarded up to the next end mark, so a peer that never ends a frame uses only this much memory.
 */
export const MAX_BODY_SIZE = 302;

/** Reason for discarding bytes. The framing finds the first three, the readers of the body find the others. */
export type DiscardReason =
  | "empty frame"
  | "escape before an end mark"
  | "too long"
  | "too short"
  | "bad checksum"
  | "unknown control command";

/** Discarded bytes, as a value: the caller counts it, logs it or fails a test. */
export interface Discarded {
  readonly kind: "discarded";
  readonly reason: DiscardReason;
  /** The body without escapes and end mark, at most `MAX_BODY_SIZE` bytes. */
  readonly bytes: Uint8Array;
}

/** Takes what a `Deframer` finds. */
export interface FoundFrames {
  /** A body between two end marks: the first `size` of these bytes, which the next body overwrites. */
  body(end: EndMark, bytes: Uint8Array, size: number): void;
  discarded(discarded: Discarded): void;
}

/**
 * Splits a stream of bytes into bodies. It agrees with OpenIPMI's vm_handle_char() byte for byte: every escaped byte
 * loses bit 4, even if it needed no escape, and an end mark always resets the parser, even after an escape or a body
 * that is too long. (QEMU's own receive() keeps its escape past A0h, and so damages the next frame.)
 */
export class Deframer {
  readonly #found: FoundFrames;
  /** Made at the first byte: most peers of a storm send none. */
  #body = EMPTY_BYTES;
  #length = 0;
  #escaped = false;
  #tooLong = false;

  constructor(found: FoundFrames) {
    this.#found = found;
  }

  /** Takes the bytes of a chunk from `start` to `end`. */
  push(chunk: Uint8Array, start = 0, end = chunk.length): void {
    if (this.#body === EMPTY_BYTES) this.#body = new Uint8Array(MAX_BODY_SIZE);
    for (let at = start; at < end; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === EndMark.Message || byte === EndMark.Control) {
        this.#end(byte);
      } else if (byte === ESCAPE) {
        this.#escaped = true;
      } else if (this.#length === MAX_BODY_SIZE) {
        this.#escaped = false;
        this.#tooLong = true;
      } else {
        this.#body[this.#length++] = this.#escaped ? byte & ~ESCAPE_BIT : byte;
        this.#escaped = false;
      }
    }
  }

  /** Drops a half-received frame, for example when a connection closes. */
  reset(): void {
    this.#length = 0;
    this.#escaped = false;
    this.#tooLong = false;
  }

  #end(end: EndMark): void {
    const size = this.#length;
    const reason = this.#flaw();
    this.reset();
    if (reason) this.#found.discarded({ kind: "discarded", reason, bytes: this.#body.slice(0, size) });
    else this.#found.body(end, this.#body, size);
  }

  #flaw(): DiscardReason | undefined {
    if (this.#escaped) return "escape before an end mark";
    if (this.#tooLong) return "too long";
    return this.#length === 0 ? "empty frame" : undefined;
  }
}

/** Returns the end of the frame that begins at `start`, past its end mark; at most `most` bytes on, or the chunk's end. */
export function frameEnd(chunk: Uint8Array, start: number, most: number): number {
  const last = Math.min(chunk.length, start + most);
  for (let at = start; at < last; at++) {
    if (chunk[at] === EndMark.Message || chunk[at] === EndMark.Control) return at + 1;
  }
  return last;
}

/**
 * Encodes a body of `size` bytes for the wire: escaped, with its end mark. The memory is outside of V8's heap, because a
 * small array on the heap is moved out when it is written to a socket, which takes a microsecond.
 */
export function frame(body: Uint8Array, end: EndMark, size = body.length): Uint8Array {
  let escapes = 0;
  for (let at = 0; at < size; at++) if (isSpecial(body[at])) escapes++;
  const out = Buffer.allocUnsafe(size + escapes + 1);
  writeFrame(body, end, size, out, 0);
  return out;
}

/** Longest frame of a body in bytes, with every byte escaped. */
export const MAX_FRAME_SIZE = 2 * MAX_BODY_SIZE + 1;

/** Encodes like `frame`, into `out` from `at` on, which must have room for it. Returns where the frame ends. */
export function writeFrame(body: Uint8Array, end: EndMark, size: number, out: Uint8Array, at: number): number {
  let to = at;
  for (let from = 0; from < size; from++) {
    const byte = body[from] ?? 0;
    if (isSpecial(byte)) out[to++] = ESCAPE;
    out[to++] = isSpecial(byte) ? byte | ESCAPE_BIT : byte;
  }
  out[to++] = end;
  return to;
}

function isSpecial(byte: number | undefined): boolean {
  return byte === EndMark.Message || byte === EndMark.Control || byte === ESCAPE;
}
