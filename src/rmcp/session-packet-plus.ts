/**
 * The RMCP+ packet (IPMI v2 table 13-8, right column), after the RMCP header:
 *
 *   06h, payload type and its flags, [OEM IANA number (4), OEM payload ID (2)], session ID (4), sequence (4),
 *   length of the payload (2), payload…, trailer of an authenticated packet (integrity.ts)
 */
import { bit, bitfield, bits } from "../codec/bitfield.ts";
import { u8, u16, u32 } from "../codec/integer.ts";
import { ByteReader, encode } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";
import { AuthType } from "./auth-type.ts";
import { type Discarded, discarded } from "./discarded.ts";

/** Payload types (IPMI v2 table 13-16). */
export const PayloadType = {
  Ipmi: 0x00,
  Sol: 0x01,
  /** The packet names the payload by an IANA number and an ID. */
  OemExplicit: 0x02,
  OpenSessionRequest: 0x10,
  OpenSessionResponse: 0x11,
  Rakp1: 0x12,
  Rakp2: 0x13,
  Rakp3: 0x14,
  Rakp4: 0x15,
} as const;
export type PayloadType = (typeof PayloadType)[keyof typeof PayloadType];

export interface OemPayload {
  readonly iana: number;
  readonly payloadId: number;
}

export interface PlusHeader {
  /** A `PayloadType`, or a number that the caller does not know. */
  readonly payloadType: number;
  readonly isEncrypted: boolean;
  readonly isAuthenticated: boolean;
  /** Only when the type is OEM explicit. */
  readonly oem?: OemPayload;
  /** The receiver's ID of the session; 0 outside a session. */
  readonly sessionId: number;
  readonly sequence: number;
}

export interface PlusPacket extends PlusHeader {
  readonly kind: "plus";
  /** The payload as sent, so still encrypted. */
  readonly payload: Uint8Array;
  /** Everything after the payload. */
  readonly trailer: Uint8Array;
  /** Everything before the trailer, from the authentication type on: the integrity code covers it. */
  readonly covered: Uint8Array;
}

const start = struct({
  authType: u8,
  payload: bitfield({ isEncrypted: bit(7), isAuthenticated: bit(6), type: bits(5, 0) }),
});
const oemLayout = struct({ iana: u32, payloadId: u16 });
const end = struct({ sessionId: u32, sequence: u32, length: u16 });
const START_SIZE = 2;
const OEM_SIZE = 6;
const END_SIZE = 10;

/** Reads what follows the RMCP header when its first byte is `AuthType.RmcpPlus`. */
export function parsePlusPacket(body: Uint8Array): PlusPacket | Discarded {
  if (body.length < START_SIZE + END_SIZE) return discarded("too short");
  const input = new ByteReader(body);
  const { isEncrypted, isAuthenticated, type } = start.decode(input).payload;
  const isOem = type === PayloadType.OemExplicit;
  const headerSize = START_SIZE + (isOem ? OEM_SIZE : 0) + END_SIZE;
  if (body.length < headerSize) return discarded("too short");
  const oem = isOem ? { oem: oemLayout.decode(input) } : {};
  const { length, ...numbers } = end.decode(input);
  const payloadEnd = headerSize + length;
  if (body.length < payloadEnd) return discarded("longer than its datagram");
  return {
    kind: "plus",
    payloadType: type,
    isEncrypted,
    isAuthenticated,
    ...oem,
    ...numbers,
    payload: body.subarray(headerSize, payloadEnd),
    trailer: body.subarray(payloadEnd),
    covered: body.subarray(0, payloadEnd),
  };
}

/** Builds everything before the trailer. */
export function buildPlusPacket(header: PlusHeader, payload: Uint8Array): Uint8Array {
  const { payloadType: type, isEncrypted, isAuthenticated, oem, sessionId, sequence } = header;
  return Buffer.concat([
    encode(start, { authType: AuthType.RmcpPlus, payload: { isEncrypted, isAuthenticated, type } }),
    oem ? encode(oemLayout, oem) : new Uint8Array(),
    encode(end, { sessionId, sequence, length: payload.length }),
    payload,
  ]);
}

/** Builds a packet outside a session: an answer of the handshake, or an answer to a session-less request. */
export function buildSessionless(payloadType: PayloadType, payload: Uint8Array): Uint8Array {
  const header = { payloadType, isEncrypted: false, isAuthenticated: false, sessionId: 0, sequence: 0 };
  return buildPlusPacket(header, payload);
}
