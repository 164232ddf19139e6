/**
 * AES-CBC-128 of RMCP+ payloads (IPMI v2 §13.29):
 *
 *   initialization vector (16), encrypted { payload…, 01h, 02h, … n, n }
 *
 * where n makes the encrypted bytes a multiple of 16.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { type Discarded, discarded } from "./discarded.ts";

const ALGORITHM = "aes-128-cbc";
const BLOCK = 16;

/** The key is K2, of which the first 16 bytes count; `iv` is 16 random bytes. */
export function encryptPayload(payload: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array {
  const padSize = (BLOCK - ((payload.length + 1) % BLOCK)) % BLOCK;
  const pad = Uint8Array.from({ length: padSize + 1 }, (_, at) => (at < padSize ? at + 1 : padSize));
  const cipher = createCipheriv(ALGORITHM, key.subarray(0, BLOCK), iv).setAutoPadding(false);
  return Buffer.concat([iv, cipher.update(payload), cipher.update(pad), cipher.final()]);
}

/** Decrypts a payload and checks every byte of its pad, as ipmitool does. */
export function decryptPayload(sent: Uint8Array, key: Uint8Array): Uint8Array | Discarded {
  if (sent.length < 2 * BLOCK || sent.length % BLOCK !== 0) return discarded("bad ciphertext");
  const cipher = createDecipheriv(ALGORITHM, key.subarray(0, BLOCK), sent.subarray(0, BLOCK)).setAutoPadding(false);
  const plain = Buffer.concat([cipher.update(sent.subarray(BLOCK)), cipher.final()]);
  const padSize = plain[plain.length - 1];
  if (padSize === undefined || padSize >= BLOCK) return discarded("bad confidentiality pad");
  const payloadSize = plain.length - 1 - padSize;
  const pad = plain.subarray(payloadSize, -1);
  return pad.every((byte, at) => byte === at + 1)
    ? plain.subarray(0, payloadSize)
    : discarded("bad confidentiality pad");
}
