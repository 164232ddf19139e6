/** The asset tag (DCMI §6.4.1–§6.4.3): up to 63 bytes, non-volatile. */
import { needRange, outOfRange } from "./transfer.ts";

/** The capacity of the asset tag field in a FRU. */
export const MAX_ASSET_TAG = 63;

/** DCMI §6.4.1: UTF-8 follows these bytes. Without them, the tag is Latin 1. */
const UTF_8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Returns the bytes of a tag, which may be more than fit. */
export function encodedTag(text: string): Uint8Array {
  const isLatin1 = /^[\0-\xff]*$/.test(text);
  return isLatin1 ? Buffer.from(text, "latin1") : Buffer.concat([UTF_8_MARK, Buffer.from(text, "utf8")]);
}

export class AssetTag {
  #tag: Uint8Array;

  /** `tag`: up to 63 Latin 1 characters. */
  constructor(tag: string) {
    this.#tag = Buffer.from(tag, "latin1");
  }

  get text(): string {
    const bytes = Buffer.from(this.#tag);
    const isMarked = bytes.subarray(0, UTF_8_MARK.length).equals(UTF_8_MARK);
    return isMarked ? bytes.toString("utf8", UTF_8_MARK.length) : bytes.toString("latin1");
  }

  get length(): number {
    return this.#tag.length;
  }

  /**
   * Returns up to `count` bytes from `offset`. Throws `IpmiError` C9h for a range past 63 bytes and for more than 16
   * bytes.
   */
  read(offset: number, count: number): Uint8Array {
    needRange(offset, count, MAX_ASSET_TAG);
    return this.#tag.slice(offset, offset + count);
  }

  /**
   * Writes `data` and ends the tag after it. Throws `IpmiError` C9h as `read` does, and for an offset that leaves a
   * gap.
   */
  write(offset: number, data: Uint8Array): void {
    needRange(offset, data.length, MAX_ASSET_TAG);
    if (offset > this.length)
      throw outOfRange(`offset is ${offset}; expected at most ${this.length}, the tag's length`);
    this.#tag = Uint8Array.of(...this.#tag.subarray(0, offset), ...data);
  }

  /** The state to store; each change makes a new array. */
  save(): Uint8Array {
    return this.#tag;
  }

  /** Up to 63 bytes. */
  restore(tag: Uint8Array): void {
    this.#tag = tag;
  }

  snapshot() {
    return { tag: this.#tag };
  }
}
