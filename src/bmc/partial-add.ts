/** A record that arrives in several parts, in order (IPMI §31.7, §33.14). */

import { EMPTY_BYTES } from "../codec/empty-bytes.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";
import { hexNumber } from "../text/hex.ts";

/** §31.7, §33.14: completion code when the record's length does not match its header. */
export const RECORD_LENGTH_MISMATCH = 0x80;

export interface RecordPart {
  readonly reservationId: number;
  /** 0000h in the first part; after that, the ID from the first part's answer. */
  readonly recordId: number;
  readonly offset: number;
  readonly last: boolean;
  readonly data: Uint8Array;
}

export interface Begun {
  readonly reservationId: number;
  readonly recordId: number;
  readonly bytes: Uint8Array;
}

export class PartialAdd {
  /** Returns the length of a record from its first bytes; undefined when there are too few to tell. */
  readonly #lengthOf: (bytes: Uint8Array) => number | undefined;
  #begun: Begun | undefined;

  constructor(lengthOf: (bytes: Uint8Array) => number | undefined) {
    this.#lengthOf = lengthOf;
  }

  /**
   * Takes the next part, and returns the whole record once it is complete. `newId` is the ID for a record that starts
   * now. A part at offset 0 discards an unfinished record and starts over. `needRoom` may refuse a record once its
   * length is known.
   *
   * Throws `IpmiError` CCh for a gap, an overlap or the wrong record, and 80h when the record is longer than its
   * length, or shorter with its last part. A refused part changes nothing.
   */
  accept(
    part: RecordPart,
    newId: number,
    needRoom: (length: number) => void = () => {},
  ): { readonly recordId: number; readonly record?: Uint8Array } {
    const { recordId, bytes } = part.offset === 0 ? { recordId: newId, bytes: EMPTY_BYTES } : this.#continued(part);
    const record = Uint8Array.of(...bytes, ...part.data);
    const length = this.#lengthOf(record);
    if (length === undefined ? part.last : record.length > length || (part.last && record.length < length)) {
      throw new IpmiError(
        RECORD_LENGTH_MISMATCH,
        `the record has ${record.length} bytes; expected ${length ?? "a complete header"}`,
      );
    }
    if (length !== undefined) needRoom(length);
    this.#begun = part.last ? undefined : { reservationId: part.reservationId, recordId, bytes: record };
    return part.last ? { recordId, record } : { recordId };
  }

  /** Discards an unfinished record. */
  reset(): void {
    this.#begun = undefined;
  }

  snapshot() {
    return { begun: this.#begun };
  }

  /**
   * Returns the unfinished record that a part continues. A reservation other than the first part's means that the
   * record was discarded when its reservation was canceled.
   */
  #continued({ reservationId, recordId, offset }: RecordPart): Begun {
    const begun = this.#begun;
    if (begun?.reservationId !== reservationId || begun.recordId !== recordId) {
      throw new IpmiError(
        CompletionCode.InvalidDataField,
        `record ${hexNumber(recordId, 1)} was not started; expected its first part, at offset 0`,
      );
    }
    if (begun.bytes.length === offset) return begun;
    throw new IpmiError(CompletionCode.InvalidDataField, `offset is ${offset}; expected ${begun.bytes.length}`);
  }
}
