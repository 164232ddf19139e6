/**
 * The IPMI 1.5 session packet (IPMI v2 table 13-8, left column), after the RMCP header:
 *
 *   authentication type, session sequence (4), session ID (4), authentication code (16, unless the type is none),
 *   length of the message, message…
 *
 * Bytes after the message are legal: some network controllers needed a pad (§13.6).
 */
import { hash } from "node:crypto";
import { u8, u32 } from "../codec/integer.ts";
import { encode } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";
import { AuthType } from "./auth-type.ts";
import { type Discarded, discarded } from "./discarded.ts";
import { padded } from "./padded.ts";
import { isSameCode } from "./same-code.ts";

/** The longest password, in bytes, with which a 1.5 session can be authenticated. */
export const SESSION_PASSWORD_SIZE = 16;

const CODE_SIZE = 16;
/** Type, sequence and session ID. */
const START_SIZE = 9;

export interface SessionPacket {
  readonly kind: "session";
  /** Also types that are not offered, so that the caller can count them. */
  readonly authType: number;
  readonly sequence: number;
  /** 0 outside a session. */
  readonly sessionId: number;
  /** 16 bytes; empty when the type is none. */
  readonly authCode: Uint8Array;
  /** The LAN message. */
  readonly message: Uint8Array;
}

const numbers = struct({ authType: u8, sequence: u32, sessionId: u32 });

/** Reads what follows the RMCP header when its first byte is not `AuthType.RmcpPlus`. */
export function parseSessionPacket(body: Uint8Array): SessionPacket | Discarded {
  const authType = body[0];
  if (authType === undefined) return discarded("too short");
  if (!isAuthType(authType)) return discarded("unknown authentication type");
  const codeEnd = START_SIZE + (authType === AuthType.None ? 0 : CODE_SIZE);
  const length = body[codeEnd];
  if (length === undefined) return discarded("too short");
  const message = body.subarray(codeEnd + 1, codeEnd + 1 + length);
  if (message.length < length) return discarded("longer than its datagram");
  const view = new DataView(body.buffer, body.byteOffset);
  return {
    kind: "session",
    authType,
    sequence: view.getUint32(1, true),
    sessionId: view.getUint32(5, true),
    authCode: body.subarray(START_SIZE, codeEnd),
    message,
  };
}

/** Builds what follows the RMCP header; `authCode` is empty when the type is none. */
export function buildSessionPacket(packet: Omit<SessionPacket, "kind">): Uint8Array {
  return Buffer.concat([
    encode(numbers, packet),
    packet.authCode,
    Uint8Array.of(packet.message.length),
    packet.message,
  ]);
}

/** Returns the code of a packet whose type is `authType`; empty for types that have none or are not offered. */
export function authCodeOf(
  { authType, sessionId, sequence, message }: Omit<SessionPacket, "kind" | "authCode">,
  password: Uint8Array,
): Uint8Array {
  const key = padded(password, SESSION_PASSWORD_SIZE);
  if (authType === AuthType.Password) return key;
  if (authType !== AuthType.Md5) return new Uint8Array();
  return hash("md5", Buffer.concat([key, encode(u32, sessionId), message, encode(u32, sequence), key]), "buffer");
}

/** Whether the packet has the agreed type and the code that the password gives. Type none has no code to be wrong. */
export function hasValidAuthCode(packet: SessionPacket, agreed: AuthType, password: Uint8Array): boolean {
  return packet.authType === agreed && isSameCode(packet.authCode, authCodeOf(packet, password));
}

/** Builds a packet with its code: what follows the RMCP header. */
export function sealSessionPacket(packet: Omit<SessionPacket, "kind" | "authCode">, password: Uint8Array): Uint8Array {
  return buildSessionPacket({ ...packet, authCode: authCodeOf(packet, password) });
}

function isAuthType(byte: number): boolean {
  return byte !== AuthType.RmcpPlus && Object.values<number>(AuthType).includes(byte);
}
