/**
 * AES-CBC-128 of RMCP+ payloads (IPMI v2 §13.29):
 *
 *   initialization vector (16), encrypted { payload…, 01h, 02h, … n, n }
 *
 * where n makes the encrypted bytes a multiple of 16.
 */
import { type Cipheriv, createCipheriv, createDecipheriv, createSecretKey, type Decipheriv } from "node:crypto";
import { type Discarded, discarded } from "./discarded.ts";

const ALGORITHM = "aes-128-cbc";
const BLOCK = 16;

/** Encrypts and decrypts a session's payloads. Its ciphers last as long as the session: to make one takes longer than to use it. */
export class PayloadCipher {
  readonly #cipher: Cipheriv;
  readonly #decipher: Decipheriv;
  /** The last block that was encrypted. CBC chains the next one to it. */
  #last = new Uint8Array(BLOCK);

  /** `k2`: AES takes its first 16 bytes. */
  constructor(k2: Uint8Array) {
    const key = createSecretKey(k2.subarray(0, BLOCK));
    this.#cipher = createCipheriv(ALGORITHM, key, this.#last).setAutoPadding(false);
    this.#decipher = createDecipheriv(ALGORITHM, key, this.#last).setAutoPadding(false);
  }

  /** `iv`: 16 random bytes. */
  encrypt(payload: Uint8Array, iv: Uint8Array): Uint8Array {
    const padSize = (BLOCK - ((payload.length + 1) % BLOCK)) % BLOCK;
    const plain = Buffer.alloc(payload.length + padSize + 1, padSize);
    plain.set(payload);
    for (let at = 0; at < padSize; at++) plain[payload.length + at] = at + 1;
    const sent = Buffer.concat([iv, this.#cipher.update(this.#chained(plain, iv))]);
    this.#last = Uint8Array.from(sent.subarray(-BLOCK));
    return sent;
  }

  /** Decrypts a payload and checks every byte of its pad, as ipmitool does. */
  decrypt(sent: Uint8Array): Uint8Array | Discarded {
    if (sent.length < 2 * BLOCK || sent.length % BLOCK !== 0) return discarded("bad ciphertext");
    // CBC chains the first block of the payload to the one before it, the vector, which itself has no plaintext.
    const plain = this.#decipher.update(sent).subarray(BLOCK);
    const padSize = plain[plain.length - 1];
    if (padSize === undefined || padSize >= BLOCK) return discarded("bad confidentiality pad");
    const payloadSize = plain.length - 1 - padSize;
    const pad = plain.subarray(payloadSize, -1);
    return pad.every((byte, at) => byte === at + 1)
      ? plain.subarray(0, payloadSize)
      : discarded("bad confidentiality pad");
  }

  /** Chains the first block to the vector in place of the last block that was encrypted. */
  #chained(plain: Uint8Array, iv: Uint8Array): Uint8Array {
    for (let at = 0; at < BLOCK; at++) {
      plain[at] = (plain[at] ?? 0) ^ (iv[at] ?? 0) ^ (this.#last[at] ?? 0);
    }
    return plain;
  }
}
