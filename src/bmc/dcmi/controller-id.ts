/**
 * The management controller identifier string (DCMI §6.4.6), the host name of a BMC with DHCP: 64 bytes, the last of which
 * is always 00h. Non-volatile.
 */
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { MAX_TRANSFER } from "./transfer.ts";

export const CONTROLLER_ID_SIZE = 64;
/** Characters before the last 00h. */
export const MAX_CONTROLLER_ID = CONTROLLER_ID_SIZE - 1;

export class ControllerId {
  #bytes: Uint8Array = new Uint8Array(CONTROLLER_ID_SIZE);

  /** `id`: up to 63 characters of Latin 1. */
  constructor(id: string) {
    this.#bytes.set(Buffer.from(id, "latin1").subarray(0, MAX_CONTROLLER_ID));
  }

  /** Characters before the first 00h. */
  get length(): number {
    return this.#bytes.indexOf(0);
  }

  /** 00h after the end of the string. C9h for what is past the 64 bytes, and for over 16 of them. */
  read(offset: number, count: number): Uint8Array {
    needRange(offset, count);
    return this.#bytes.slice(offset, offset + count);
  }

  /** What was after `data` is gone. C9h as `read`, CCh where the last byte would not be 00h. */
  write(offset: number, data: Uint8Array): void {
    needRange(offset, data.length);
    const bytes = new Uint8Array(CONTROLLER_ID_SIZE);
    bytes.set(this.#bytes.subarray(0, offset));
    bytes.set(data, offset);
    if (bytes[MAX_CONTROLLER_ID] !== 0) {
      throw new IpmiError(CompletionCode.InvalidDataField, `byte ${MAX_CONTROLLER_ID} must be 00h`);
    }
    this.#bytes = bytes;
  }

  /** Another array after each change. */
  save(): Uint8Array {
    return this.#bytes;
  }

  /** 64 bytes. */
  restore(bytes: Uint8Array): void {
    this.#bytes = bytes;
  }

  snapshot() {
    return { bytes: this.#bytes };
  }
}

function needRange(offset: number, count: number): void {
  if (offset < CONTROLLER_ID_SIZE && count <= MAX_TRANSFER && offset + count <= CONTROLLER_ID_SIZE) return;
  throw new IpmiError(CompletionCode.ParameterOutOfRange, `${count} bytes from ${offset} on`);
}
