/**
 * AES-CBC-128 of RMCP+ payloads (IPMI v2 §13.29):
 *
 *   initialization vector (16), encrypted { payload…, 01h, 02h, … n, n }
 *
 * where n makes the encrypted bytes a multiple of 16.
 */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from "node:crypto";
import { type Discarded, discarded } from "./discarded.ts";

const ALGORITHM = "aes-128-cbc";
const BLOCK = 16;

/** Returns the key of a session's payloads: the first 16 bytes of K2. */
export function aesKey(k2: Uint8Array): KeyObject {
  return createSecretKey(k2.subarray(0, BLOCK));
}

/** `iv`: 16 random bytes. */
export function encryptPayload(payload: Uint8Array, key: KeyObject, iv: Uint8Array): Uint8Array {
  const padSize = (BLOCK - ((payload.length + 1) % BLOCK)) % BLOCK;
  const plain = Buffer.alloc(payload.length + padSize + 1, padSize);
  plain.set(payload);
  for (let at = 0; at < padSize; at++) plain[payload.length + at] = at + 1;
  // Whole blocks leave nothing for `final`.
  return Buffer.concat([iv, createCipheriv(ALGORITHM, key, iv).setAutoPadding(false).update(plain)]);
}

/** Decrypts a payload and checks every byte of its pad, as ipmitool does. */
export function decryptPayload(sent: Uint8Array, key: KeyObject): Uint8Array | Discarded {
  if (sent.length < 2 * BLOCK || sent.length % BLOCK !== 0) return discarded("bad ciphertext");
  const plain = createDecipheriv(ALGORITHM, key, sent.subarray(0, BLOCK))
    .setAutoPadding(false)
    .update(sent.subarray(BLOCK));
  const padSize = plain[plain.length - 1];
  if (padSize === undefined || padSize >= BLOCK) return discarded("bad confidentiality pad");
  const payloadSize = plain.length - 1 - padSize;
  const pad = plain.subarray(payloadSize, -1);
  return pad.every((byte, at) => byte === at + 1)
    ? plain.subarray(0, payloadSize)
    : discarded("bad confidentiality pad");
}
