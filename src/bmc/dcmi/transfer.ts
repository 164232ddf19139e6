/** Text that DCMI commands read and write in parts (DCMI §6.4). */
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";

/** The most bytes of text that one DCMI command transfers. */
const MAX_TRANSFER = 16;

/** Throws `IpmiError` C9h for a range past `size` bytes and for more than 16 bytes. */
export function needRange(offset: number, count: number, size: number): void {
  if (offset < size && count <= MAX_TRANSFER && offset + count <= size) return;
  throw outOfRange(
    `the range is ${count} bytes from offset ${offset}; expected up to ${MAX_TRANSFER} bytes within ${size}`,
  );
}

export function outOfRange(problem: string): IpmiError {
  return new IpmiError(CompletionCode.ParameterOutOfRange, problem);
}
