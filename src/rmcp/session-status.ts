/** Status codes of Open Session and RAKP messages (IPMI v2 table 13-15). */
import { hexCode } from "../text/hex.ts";

export const SessionStatus = {
  Success: 0x00,
  /** No session slot is free. */
  NoResources: 0x01,
  InvalidSessionId: 0x02,
  InvalidPayloadType: 0x03,
  InvalidAuthenticationAlgorithm: 0x04,
  InvalidIntegrityAlgorithm: 0x05,
  NoMatchingAuthenticationPayload: 0x06,
  NoMatchingIntegrityPayload: 0x07,
  /** The session ID is known, but its handshake is not in the state that the message needs. */
  InactiveSessionId: 0x08,
  InvalidRole: 0x09,
  UnauthorizedRole: 0x0a,
  NoResourcesAtRole: 0x0b,
  InvalidNameLength: 0x0c,
  UnauthorizedName: 0x0d,
  UnauthorizedGuid: 0x0e,
  InvalidIntegrityCheckValue: 0x0f,
  InvalidConfidentialityAlgorithm: 0x10,
  NoMatchingCipherSuite: 0x11,
  IllegalParameter: 0x12,
} as const;
export type SessionStatus = (typeof SessionStatus)[keyof typeof SessionStatus];

/** Returns the status in words, such as "unauthorized name"; the code if it is unknown. */
export function sessionStatusText(status: number): string {
  const [name] = Object.entries(SessionStatus).find(([, value]) => value === status) ?? [];
  if (name === undefined) return hexCode(status);
  const words = name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  return words.replace(/\b(?:id|guid)\b/, (word) => word.toUpperCase());
}
