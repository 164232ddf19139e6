/**
 * Integrity of RMCP+ packets (IPMI v2 §13.28.1 to §13.28.4). The trailer of an authenticated packet is:
 *
 *   FFh × n, n, 07h, code
 *
 * where n makes the bytes from the authentication type to 07h, which the code covers, a multiple of four.
 */
import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";
import { Integrity } from "./cipher-suites.ts";
import { type Discarded, discarded } from "./discarded.ts";
import { isSameCode } from "./same-code.ts";

const NEXT_HEADER = 0x07;
const PAD = 0xff;

/** Bytes of a code on the wire. */
const CODE_SIZE: Readonly<Record<Integrity, number>> = {
  [Integrity.None]: 0,
  [Integrity.HmacSha1]: 12,
  [Integrity.HmacMd5]: 16,
  [Integrity.Md5]: 16,
  [Integrity.HmacSha256]: 16,
};

/** Returns the code of the covered bytes. The key is K1, but the padded password for `Integrity.Md5`. */
export function integrityCode(algorithm: Integrity, key: KeyObject, covered: Uint8Array): Uint8Array {
  return digest(algorithm, key, covered).subarray(0, CODE_SIZE[algorithm]);
}

/** Returns the code of data outside of packets, whose key is a password (§22.21 Get AuthCode). */
export function codeOfData(algorithm: Integrity, password: Uint8Array, data: Uint8Array): Uint8Array {
  return integrityCode(algorithm, createSecretKey(password), data);
}

function digest(algorithm: Integrity, key: KeyObject, covered: Uint8Array): Uint8Array {
  switch (algorithm) {
    case Integrity.None:
      return new Uint8Array();
    case Integrity.HmacSha1:
      return createHmac("sha1", key).update(covered).digest();
    case Integrity.HmacMd5:
      return createHmac("md5", key).update(covered).digest();
    case Integrity.Md5:
      return hash("md5", Buffer.concat([key.export(), covered, key.export()]), "buffer");
    case Integrity.HmacSha256:
      return createHmac("sha256", key).update(covered).digest();
  }
}

/** Adds the trailer to a packet. */
export function withTrailer(packet: Uint8Array, algorithm: Integrity, key: KeyObject): Uint8Array {
  const padSize = (4 - ((packet.length + 2) % 4)) % 4;
  const codeStart = packet.length + padSize + 2;
  const whole = Buffer.alloc(codeStart + CODE_SIZE[algorithm], PAD);
  whole.set(packet);
  whole[codeStart - 2] = padSize;
  whole[codeStart - 1] = NEXT_HEADER;
  whole.set(integrityCode(algorithm, key, whole.subarray(0, codeStart)), codeStart);
  return whole;
}

/** Checks the trailer of a packet whose bytes up to the trailer are `packet`. */
export function checkTrailer(
  packet: Uint8Array,
  trailer: Uint8Array,
  algorithm: Integrity,
  key: KeyObject,
): Discarded | undefined {
  const codeStart = trailer.length - CODE_SIZE[algorithm];
  if (trailer[codeStart - 1] !== NEXT_HEADER || trailer[codeStart - 2] !== codeStart - 2) {
    return discarded("bad integrity trailer");
  }
  const covered = Buffer.concat([packet, trailer.subarray(0, codeStart)]);
  const isRight = isSameCode(trailer.subarray(codeStart), integrityCode(algorithm, key, covered));
  return isRight ? undefined : discarded("wrong authentication code");
}
