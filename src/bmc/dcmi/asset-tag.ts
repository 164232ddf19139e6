/** The asset tag (DCMI §6.4.1–§6.4.3): up to 63 bytes, non-volatile. */
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { MAX_TRANSFER } from "./transfer.ts";

/** As much as the FRU's own asset tag field can hold. */
export const MAX_ASSET_TAG = 63;

export class AssetTag {
  #tag: Uint8Array;

  /** `tag`: up to 63 characters of Latin 1. */
  constructor(tag: string) {
    this.#tag = Buffer.from(tag, "latin1");
  }

  get length(): number {
    return this.#tag.length;
  }

  /** What there is of it from `offset` on. C9h for what no tag can have, and for over 16 bytes. */
  read(offset: number, count: number): Uint8Array {
    needRange(offset, count);
    return this.#tag.slice(offset, offset + count);
  }

  /** The tag then ends with `data`. C9h as `read`, and for what would leave a gap. */
  write(offset: number, data: Uint8Array): void {
    needRange(offset, data.length);
    if (offset > this.length) throw outOfRange(`offset ${offset}, past a tag of ${this.length} bytes`);
    this.#tag = Uint8Array.of(...this.#tag.subarray(0, offset), ...data);
  }

  /** Another array after each change. */
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

function needRange(offset: number, count: number): void {
  if (offset < MAX_ASSET_TAG && count <= MAX_TRANSFER && offset + count <= MAX_ASSET_TAG) return;
  throw outOfRange(`${count} bytes from ${offset} on`);
}

function outOfRange(problem: string): IpmiError {
  return new IpmiError(CompletionCode.ParameterOutOfRange, problem);
}
