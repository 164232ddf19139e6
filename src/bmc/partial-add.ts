/** A record on its way into a store, a few bytes at a time and in order (IPMI §31.7, §33.14). */
import { EMPTY_BYTES } from "../codec/empty-bytes.ts";
import { CompletionCode, IpmiError } from "../ipmi/completion-code.ts";

/** §31.7, §33.14: the record's length is not what its header says. */
export const RECORD_LENGTH_MISMATCH = 0x80;

export interface RecordPart {
  readonly reservationId: number;
  /** 0000h with the first part, then the id that the first was answered with. */
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
  /** How long a record is that begins with these bytes; undefined when they do not tell yet. */
  readonly #lengthOf: (bytes: Uint8Array) => number | undefined;
  #begun: Begun | undefined;

  constructor(lengthOf: (bytes: Uint8Array) => number | undefined) {
    this.#lengthOf = lengthOf;
  }

  /**
   * Takes the next part; gives the whole record once it is complete. `newId` is the id that a record begun now will
   * have. A part at offset 0 begins afresh, whatever there was. CCh for a gap, an overlap, or the wrong record; 80h
   * when the record is longer, or with its last part shorter, than it should be. `needRoom` may refuse a record of that
   * length once it is known. A refused part changes nothing.
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
        `${record.length} bytes of a record of ${length ?? "unknown length"}`,
      );
    }
    if (length !== undefined) needRoom(length);
    this.#begun = part.last ? undefined : { reservationId: part.reservationId, recordId, bytes: record };
    return part.last ? { recordId, record } : { recordId };
  }

  /** Throws away what has been taken of an unfinished record. */
  reset(): void {
    this.#begun = undefined;
  }

  snapshot() {
    return { begun: this.#begun };
  }

  /** A reservation that is not the first part's means that the record was given up when that was cancelled. */
  #continued({ reservationId, recordId, offset }: RecordPart): Begun {
    const begun = this.#begun;
    if (begun?.reservationId !== reservationId || begun.recordId !== recordId) {
      throw new IpmiError(CompletionCode.InvalidDataField, `record 0x${recordId.toString(16)} has not been begun`);
    }
    if (begun.bytes.length === offset) return begun;
    throw new IpmiError(CompletionCode.InvalidDataField, `offset ${offset}, after ${begun.bytes.length} bytes`);
  }
}
