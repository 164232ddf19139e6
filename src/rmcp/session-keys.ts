/** Codes and keys of an RMCP+ handshake (IPMI v2 §13.28, §13.31, §13.32). */
import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { u32 } from "../codec/integer.ts";
import { encode } from "../codec/layout.ts";
import { Authentication, type CipherSuite, Confidentiality, Integrity } from "./cipher-suites.ts";
import { PayloadCipher } from "./confidentiality.ts";
import { padded } from "./padded.ts";

/** Bytes of a password and of K_G. */
export const KEY_SIZE = 20;

/** The facts that both ends of a handshake have after RAKP 2. */
export interface Handshake {
  readonly consoleSessionId: number;
  readonly bmcSessionId: number;
  readonly consoleRandom: Uint8Array;
  readonly bmcRandom: Uint8Array;
  readonly guid: Uint8Array;
  /** The whole role byte of RAKP 1. */
  readonly role: number;
  readonly userName: Uint8Array;
}

const HASH: Readonly<Record<Authentication, string | undefined>> = {
  [Authentication.None]: undefined,
  [Authentication.HmacSha1]: "sha1",
  [Authentication.HmacMd5]: "md5",
  [Authentication.HmacSha256]: "sha256",
};

/** Bytes of RAKP 4's integrity check value on the wire. */
const CHECK_VALUE_SIZE: Readonly<Record<Authentication, number>> = {
  [Authentication.None]: 0,
  [Authentication.HmacSha1]: 12,
  [Authentication.HmacMd5]: 16,
  [Authentication.HmacSha256]: 16,
};

/** The BMC's proof in RAKP 2. Empty for `Authentication.None`, as are all codes and keys. */
export function rakp2Code(algorithm: Authentication, password: Uint8Array, handshake: Handshake): Uint8Array {
  const { consoleSessionId, bmcSessionId, consoleRandom, bmcRandom, guid } = handshake;
  const ids = [id(consoleSessionId), id(bmcSessionId)];
  return hmac(algorithm, password, [...ids, consoleRandom, bmcRandom, guid, ...roleAndName(handshake)]);
}

/** The console's proof in RAKP 3. */
export function rakp3Code(algorithm: Authentication, password: Uint8Array, handshake: Handshake): Uint8Array {
  const { bmcRandom, consoleSessionId } = handshake;
  return hmac(algorithm, password, [bmcRandom, id(consoleSessionId), ...roleAndName(handshake)]);
}

/** The session integrity key. The key is K_G, or the password when K_G is all 00h ("one-key" login). */
export function sessionIntegrityKey(algorithm: Authentication, key: Uint8Array, handshake: Handshake): Uint8Array {
  const { consoleRandom, bmcRandom } = handshake;
  return hmac(algorithm, key, [consoleRandom, bmcRandom, ...roleAndName(handshake)]);
}

/** The integrity check value of RAKP 4, which proves that the BMC has the same SIK. */
export function rakp4CheckValue(algorithm: Authentication, sik: Uint8Array, handshake: Handshake): Uint8Array {
  const { consoleRandom, bmcSessionId, guid } = handshake;
  return hmac(algorithm, sik, [consoleRandom, id(bmcSessionId), guid]).subarray(0, CHECK_VALUE_SIZE[algorithm]);
}

/** Everything that packets of an open session are sealed with. */
export interface SessionKeys {
  readonly suite: CipherSuite;
  /** K1; the padded password when the integrity algorithm is MD5-128. */
  readonly integrityKey: Uint8Array;
  /** K2, of which AES takes the first 16 bytes. */
  readonly confidentialityKey: Uint8Array;
  /** The keys as Node's crypto takes them. To make one takes longer than to use it, so a session makes them once. */
  readonly prepared: { readonly integrity: KeyObject; readonly confidentiality: PayloadCipher | undefined };
}

export function sessionKeys(suite: CipherSuite, sik: Uint8Array, password: Uint8Array): SessionKeys {
  const integrityKey = suite.integrity === Integrity.Md5 ? padded(password, KEY_SIZE) : additionalKey(suite, sik, 1);
  const confidentialityKey = additionalKey(suite, sik, 2);
  const isEncrypted = suite.confidentiality === Confidentiality.AesCbc;
  const confidentiality = isEncrypted ? new PayloadCipher(confidentialityKey) : undefined;
  const prepared = { integrity: createSecretKey(integrityKey), confidentiality };
  return { suite, integrityKey, confidentialityKey, prepared };
}

/** K1, K2 and so on: the HMAC of 20 equal bytes, whatever the hash (§13.32). */
function additionalKey({ authentication }: CipherSuite, sik: Uint8Array, number: number): Uint8Array {
  return hmac(authentication, sik, [new Uint8Array(KEY_SIZE).fill(number)]);
}

function hmac(algorithm: Authentication, key: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const hash = HASH[algorithm];
  if (hash === undefined) return new Uint8Array();
  // Node 24 takes three times as long with the bytes themselves.
  const code = createHmac(hash, createSecretKey(key));
  for (const part of parts) code.update(part);
  return code.digest();
}

function roleAndName({ role, userName }: Handshake): readonly Uint8Array[] {
  return [Uint8Array.of(role, userName.length), userName];
}

function id(sessionId: number): Uint8Array {
  return encode(u32, sessionId);
}
