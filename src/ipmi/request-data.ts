/** Decodes a request's data. Only here does a `LayoutError` mean a mistake of the requester. */
import { decode, type Layout, LayoutError } from "../codec/layout.ts";
import { CompletionCode, IpmiError } from "./completion-code.ts";

/** Decodes `data`. Throws `IpmiError` C7h for too few or too many bytes, and CCh for a value that is not allowed. */
export function readData<T>(layout: Layout<T>, data: Uint8Array): T {
  try {
    return decode(layout, data);
  } catch (error) {
    if (!(error instanceof LayoutError)) throw error;
    const code = error.fault === "length" ? CompletionCode.DataLengthInvalid : CompletionCode.InvalidDataField;
    throw new IpmiError(code, error.message);
  }
}
