/** Packets of an open RMCP+ session: encrypted, then authenticated (IPMI v2 §13.6, §13.28, §13.29). */
import { Confidentiality, Integrity } from "./cipher-suites.ts";
import { decryptPayload, encryptPayload } from "./confidentiality.ts";
import { type Discarded, discarded } from "./discarded.ts";
import { checkTrailer, withTrailer } from "./integrity.ts";
import type { SessionKeys } from "./session-keys.ts";
import { buildPlusPacket, type OemPayload, type PlusPacket } from "./session-packet-plus.ts";

export interface OpenedPayload {
  readonly kind: "payload";
  readonly payload: Uint8Array;
}

/**
 * Checks a packet's integrity code and decrypts its payload. A session with an integrity algorithm takes only
 * authenticated packets. Whether a payload may come in plain is the caller's choice: SOL may, when its activation says so.
 */
export function openPacket(packet: PlusPacket, keys: SessionKeys, mayBePlain: boolean): OpenedPayload | Discarded {
  const { integrity, confidentiality } = keys.suite;
  if (integrity === Integrity.None) {
    if (packet.isAuthenticated) return discarded("authenticated without an integrity algorithm");
  } else {
    if (!packet.isAuthenticated) return discarded("not authenticated");
    const wrong = checkTrailer(packet.covered, packet.trailer, integrity, keys.prepared.integrity);
    if (wrong) return wrong;
  }
  if (packet.isEncrypted) {
    if (confidentiality === Confidentiality.None) return discarded("encrypted without a confidentiality algorithm");
    const payload = decryptPayload(packet.payload, keys.prepared.confidentiality);
    return "kind" in payload ? payload : { kind: "payload", payload };
  }
  if (confidentiality !== Confidentiality.None && !mayBePlain) return discarded("not encrypted");
  return { kind: "payload", payload: packet.payload };
}

export interface PlainPacket {
  readonly payloadType: number;
  readonly oem?: OemPayload;
  readonly sessionId: number;
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/**
 * Builds a packet: what follows the RMCP header. `iv` is 16 random bytes, or undefined for a payload that is sent in
 * plain although the session has a confidentiality algorithm; a session without one ignores it.
 */
export function sealPacket(packet: PlainPacket, keys: SessionKeys, iv: Uint8Array | undefined): Uint8Array {
  const { integrity, confidentiality } = keys.suite;
  const isEncrypted = iv !== undefined && confidentiality !== Confidentiality.None;
  const isAuthenticated = integrity !== Integrity.None;
  const payload = isEncrypted ? encryptPayload(packet.payload, keys.prepared.confidentiality, iv) : packet.payload;
  const built = buildPlusPacket({ ...packet, isEncrypted, isAuthenticated }, payload);
  return isAuthenticated ? withTrailer(built, integrity, keys.prepared.integrity) : built;
}
