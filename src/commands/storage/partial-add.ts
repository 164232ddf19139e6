/** The request header that Partial Add SEL Entry (IPMI §31.7) and Partial Add SDR (§33.14) share. */
import type { RecordPart } from "../../bmc/partial-add.ts";
import { bitfield, bits } from "../../codec/bitfield.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";

/** The fields before the record's bytes. */
export const partHeader = { reservationId: u16, recordId: u16, offset: u8, progress: bitfield({ code: bits(3, 0) }) };

const Progress = { InProgress: 0, Last: 1 } as const;

interface PartRequest extends Omit<RecordPart, "last"> {
  readonly progress: { readonly code: number };
}

/** Returns the part to add. Throws `IpmiError` CCh for a reserved progress code. */
export function partOf({ progress: { code }, ...part }: PartRequest): RecordPart {
  if (code === Progress.Last || code === Progress.InProgress) return { ...part, last: code === Progress.Last };
  throw new IpmiError(CompletionCode.InvalidDataField, `progress code is ${code}; expected 0 or 1`);
}
