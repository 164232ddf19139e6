/** The data of a request → its values. Only here is a `LayoutError` the requester's mistake. */
import { decode, type Layout, LayoutError } from "../codec/layout.ts";
import { CompletionCode, IpmiError } from "./completion-code.ts";

/** @throws IpmiError C7h for bytes too few or too many, CCh for bytes that may not be these. */
export function readData<T>(layout: Layout<T>, data: Uint8Array): T {
  try {
    return decode(layout, data);
  } catch (error) {
    if (!(error instanceof LayoutError)) throw error;
    const code = error.fault === "length" ? CompletionCode.DataLengthInvalid : CompletionCode.InvalidDataField;
    throw new IpmiError(code, error.message);
  }
}
