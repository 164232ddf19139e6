/**
 * The status of logs that system software keeps elsewhere (IPMI §31.12, §31.13). The BMC only stores and returns it.
 */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

/**
 * Status sizes in bytes by log type. MCA: a timestamp and a count. The two OEM types: a timestamp, an OEM ID and 8 OEM
 * bytes.
 */
const STATUS_SIZES: readonly number[] = [8, 15, 15];

/** The initial value of all status bytes: time and count unknown (FFFFFFFFh each). */
const UNSPECIFIED = 0xff;

export class AuxiliaryLogs {
  #statuses = STATUS_SIZES.map((size) => new Uint8Array(size).fill(UNSPECIFIED));

  /** Throws `IpmiError` CCh for a reserved log type. */
  status(type: number): Uint8Array {
    const status = this.#statuses[type];
    if (status) return status;
    throw new IpmiError(CompletionCode.InvalidDataField, `auxiliary log type is ${type}; expected 0 to 2`);
  }

  /** Throws `IpmiError` CCh for a reserved log type, and C7h when `status` does not have that type's size. */
  set(type: number, status: Uint8Array): void {
    const expected = this.status(type).length;
    if (status.length !== expected) {
      throw new IpmiError(
        CompletionCode.DataLengthInvalid,
        `the status has ${status.length} bytes; expected ${expected}`,
      );
    }
    this.#statuses[type] = Uint8Array.from(status);
  }

  snapshot() {
    return { statuses: [...this.#statuses] };
  }
}
