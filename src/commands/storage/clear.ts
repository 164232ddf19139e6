/** The request that Clear SEL (IPMI §31.9) and Clear SDR Repository (§33.16) share. */

import { bit, bitfield } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { u8, u16 } from "../../codec/integer.ts";
import type { ValueOf } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { hex, hexNumber } from "../../text/hex.ts";

export const clearRequest = struct({ reservationId: u16, password: bytes(3), operation: u8 });

export const erasureProgress = bitfield({ completed: bit(0) });

const PASSWORD = "CLR";
const Operation = { GetStatus: 0x00, Initiate: 0xaa } as const;

/**
 * Whether the request starts an erasure; otherwise it asks for the progress of one. Throws `IpmiError` CCh for a wrong
 * password or operation.
 */
export function isInitiation({ password, operation }: ValueOf<typeof clearRequest>): boolean {
  if (Buffer.from(password).toString("latin1") !== PASSWORD) {
    throw new IpmiError(
      CompletionCode.InvalidDataField,
      `the password is ${hex(password)}; expected 434c52, "${PASSWORD}"`,
    );
  }
  if (operation === Operation.Initiate || operation === Operation.GetStatus) return operation === Operation.Initiate;
  throw new IpmiError(CompletionCode.InvalidDataField, `operation is ${hexNumber(operation)}; expected 0x00 or 0xaa`);
}
