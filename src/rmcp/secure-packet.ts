/** Packets of an open RMCP+ session: encrypted, then authenticated (IPMI v2 §13.6, §13.28, §13.29). */
import { Integrity } from "./cipher-suites.ts";
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
  const { integrity } = keys.suite;
  const cipher = keys.prepared.confidentiality;
  if (integrity === Integrity.None) {
    if (packet.isAuthenticated) return discarded("authenticated without an integrity algorithm");
  } else {
    if (!packet.isAuthenticated) return discarded("not authenticated");
    const wrong = checkTrailer(packet.covered, packet.trailer, integrity, keys.prepared.integrity);
    if (wrong) return wrong;
  }
  if (packet.isEncrypted) {
    if (!cipher) return discarded("encrypted without a confidentiality algorithm");
    const payload = cipher.decrypt(packet.payload);
    return "kind" in payload ? payload : { kind: "payload", payload };
  }
  if (cipher && !mayBePlain) return discarded("not encrypted");
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
  const { integrity } = keys.suite;
  const encrypted = iv && keys.prepared.confidentiality?.encrypt(packet.payload, iv);
  const isAuthenticated = integrity !== Integrity.None;
  const built = buildPlusPacket(
    { ...packet, isEncrypted: encrypted !== undefined, isAuthenticated },
    encrypted ?? packet.payload,
  );
  return isAuthenticated ? withTrailer(built, integrity, keys.prepared.integrity) : built;
}
