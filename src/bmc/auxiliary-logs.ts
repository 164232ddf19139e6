/** What system software tells of logs it keeps elsewhere (IPMI §31.12, §31.13). The BMC passes it on. */
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

/** Bytes of status by log type: MCA has a timestamp and a count, the OEM's two a timestamp, an OEM id and 8 of its own. */
const STATUS_SIZES: readonly number[] = [8, 15, 15];

/** No time and no count known (FFFFFFFFh each), as before anything is set. */
const UNSPECIFIED = 0xff;

export class AuxiliaryLogs {
  #statuses = STATUS_SIZES.map((size) => new Uint8Array(size).fill(UNSPECIFIED));

  /** CCh for a log type that is reserved. */
  status(type: number): Uint8Array {
    const status = this.#statuses[type];
    if (status) return status;
    throw new IpmiError(CompletionCode.InvalidDataField, `no auxiliary log type ${type}`);
  }

  /** CCh as `status`; C7h when it is not as long as this type's is. */
  set(type: number, status: Uint8Array): void {
    const expected = this.status(type).length;
    if (status.length !== expected) {
      throw new IpmiError(CompletionCode.DataLengthInvalid, `status of ${status.length} bytes, not ${expected}`);
    }
    this.#statuses[type] = Uint8Array.from(status);
  }

  snapshot() {
    return { statuses: [...this.#statuses] };
  }
}
