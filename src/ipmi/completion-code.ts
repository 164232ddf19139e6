/** Generic completion codes (IPMI §5.2). 01h–7Eh are the OEM's; 80h–BEh belong to the command that answers with them. */
import { EMPTY_BYTES } from "../codec/empty-bytes.ts";

export const CompletionCode = {
  Ok: 0x00,
  NodeBusy: 0xc0,
  InvalidCommand: 0xc1,
  InvalidForLun: 0xc2,
  Timeout: 0xc3,
  OutOfSpace: 0xc4,
  ReservationInvalid: 0xc5,
  DataTruncated: 0xc6,
  DataLengthInvalid: 0xc7,
  DataLengthExceeded: 0xc8,
  ParameterOutOfRange: 0xc9,
  CannotReturnBytes: 0xca,
  NotPresent: 0xcb,
  InvalidDataField: 0xcc,
  IllegalForSensor: 0xcd,
  NoResponse: 0xce,
  DuplicateRequest: 0xcf,
  SdrUpdateMode: 0xd0,
  FirmwareUpdateMode: 0xd1,
  InitInProgress: 0xd2,
  DestinationUnavailable: 0xd3,
  InsufficientPrivilege: 0xd4,
  NotInPresentState: 0xd5,
  SubFunctionDisabled: 0xd6,
  Unspecified: 0xff,
} as const;
export type CompletionCode = (typeof CompletionCode)[keyof typeof CompletionCode];

/**
 * A refusal: `code` goes to the requester, the message to the log. `code` can also be one of a single command's own
 * codes (80h–BEh). `data` follows the code in the answer; few refusals, mostly OEM ones, have any.
 */
export class IpmiError extends Error {
  override readonly name = "IpmiError";
  readonly code: number;
  readonly data: Uint8Array;

  constructor(code: number, message: string, data: Uint8Array = EMPTY_BYTES) {
    super(message);
    this.code = code;
    this.data = data;
  }
}
