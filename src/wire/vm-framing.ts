/**
 * Framing of the QEMU VM protocol: an escaped body, then an end mark with the kind of the body.
 *
 *   A0h  ends an IPMI message          A1h  ends a control command
 *   AAh  the next byte has bit 4 set on the wire and is read with bit 4 clear
 */
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

/** A body between two end marks. */
export interface Body {
  readonly kind: "body";
  readonly end: EndMark;
  readonly bytes: Uint8Array;
}

/**
 * Splits a stream of bytes into bodies. It agrees with OpenIPMI's vm_handle_char() byte for byte: every escaped byte
 * loses bit 4, even if it needed no escape, and an end mark always resets the parser, even after an escape or a body
 * that is too long. (QEMU's own receive() keeps its escape past A0h, and so damages the next frame.)
 */
export class Deframer {
  readonly #body = new Uint8Array(MAX_BODY_SIZE);
  #length = 0;
  #escaped = false;
  #tooLong = false;

  /** Takes the bytes of a chunk from `start` to `end`. */
  push(chunk: Uint8Array, take: (found: Body | Discarded) => void, start = 0, end = chunk.length): void {
    for (let at = start; at < end; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === EndMark.Message || byte === EndMark.Control) {
        const found = this.#end(byte);
        this.reset();
        take(found);
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

  #end(end: EndMark): Body | Discarded {
    const bytes = this.#body.slice(0, this.#length);
    if (this.#escaped) return { kind: "discarded", reason: "escape before an end mark", bytes };
    if (this.#tooLong) return { kind: "discarded", reason: "too long", bytes };
    if (this.#length === 0) return { kind: "discarded", reason: "empty frame", bytes };
    return { kind: "body", end, bytes };
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
  let length = size + 1;
  for (let at = 0; at < size; at++) if (isSpecial(body[at])) length++;
  const out = Buffer.allocUnsafe(length);
  let to = 0;
  for (let at = 0; at < size; at++) {
    const byte = body[at] ?? 0;
    if (isSpecial(byte)) out[to++] = ESCAPE;
    out[to++] = isSpecial(byte) ? byte | ESCAPE_BIT : byte;
  }
  out[to] = end;
  return out;
}

function isSpecial(byte: number | undefined): boolean {
  return byte === EndMark.Message || byte === EndMark.Control || byte === ESCAPE;
}
