/**
 * The management controller identifier string (DCMI §6.4.6), which is the BMC's host name in DHCP: 64 bytes, of which
 * the last is always 00h. Non-volatile.
 */
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { needRange } from "./transfer.ts";

export const CONTROLLER_ID_SIZE = 64;
/** The most characters before the final 00h. */
export const MAX_CONTROLLER_ID = CONTROLLER_ID_SIZE - 1;

export class ControllerId {
  #bytes: Uint8Array = new Uint8Array(CONTROLLER_ID_SIZE);

  /** `id`: up to 63 Latin 1 characters. */
  constructor(id: string) {
    this.#bytes.set(Buffer.from(id, "latin1").subarray(0, MAX_CONTROLLER_ID));
  }

  /** The number of characters before the first 00h. */
  get length(): number {
    return this.#bytes.indexOf(0);
  }

  /**
   * Returns `count` bytes from `offset`, padded with 00h. Throws `IpmiError` C9h for a range past 64 bytes and for more
   * than 16 bytes.
   */
  read(offset: number, count: number): Uint8Array {
    needRange(offset, count, CONTROLLER_ID_SIZE);
    return this.#bytes.slice(offset, offset + count);
  }

  /**
   * Writes `data` and clears the bytes after it. Throws `IpmiError` C9h as `read` does, and CCh when the last byte
   * would not be 00h.
   */
  write(offset: number, data: Uint8Array): void {
    needRange(offset, data.length, CONTROLLER_ID_SIZE);
    const bytes = new Uint8Array(CONTROLLER_ID_SIZE);
    bytes.set(this.#bytes.subarray(0, offset));
    bytes.set(data, offset);
    if (bytes[MAX_CONTROLLER_ID] !== 0) {
      throw new IpmiError(CompletionCode.InvalidDataField, `byte ${MAX_CONTROLLER_ID} is not 00h; expected 00h`);
    }
    this.#bytes = bytes;
  }

  /** The state to store; each change makes a new array. */
  save(): Uint8Array {
    return this.#bytes;
  }

  /** `bytes` has 64 bytes. */
  restore(bytes: Uint8Array): void {
    this.#bytes = bytes;
  }

  snapshot() {
    return { bytes: this.#bytes };
  }
}
