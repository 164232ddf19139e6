import { describe, expect, it } from "vitest";
import { CIPHER_SUITES, type CipherSuite } from "../../src/rmcp/cipher-suites.ts";
import { openPacket, sealPacket } from "../../src/rmcp/secure-packet.ts";
import * as keysOf from "../../src/rmcp/session-keys.ts";
import { type PlusPacket, parsePlusPacket } from "../../src/rmcp/session-packet-plus.ts";
import { hex as digits } from "../../src/text/hex.ts";
import { toHex } from "../support/bytes/hex.ts";
import { PASSWORD } from "../support/rmcp/recordings.ts";
import { CODES, FIRST_MESSAGE, FIRST_PACKET, HANDSHAKE } from "../support/rmcp/worked-session.ts";

const SHA1 = 1;

function suite(id: number): CipherSuite {
  const found = CIPHER_SUITES.find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no suite ${id}`);
  return found;
}

function packet(): PlusPacket {
  const parsed = parsePlusPacket(FIRST_PACKET);
  if (parsed.kind !== "plus") throw new Error(parsed.reason);
  return parsed;
}

const sik = keysOf.sessionIntegrityKey(SHA1, PASSWORD, HANDSHAKE);
const keys = keysOf.sessionKeys(suite(3), sik, PASSWORD);

describe("§13.31 RAKP codes and §13.32 keys, of a recorded session", () => {
  it("makes the codes of RAKP 2, 3 and 4", () => {
    expect(digits(keysOf.rakp2Code(SHA1, PASSWORD, HANDSHAKE))).toBe(CODES.rakp2);
    expect(digits(keysOf.rakp3Code(SHA1, PASSWORD, HANDSHAKE))).toBe(CODES.rakp3);
    expect(digits(keysOf.rakp4CheckValue(SHA1, sik, HANDSHAKE))).toBe(CODES.rakp4);
  });

  it("makes the session integrity key, K1 and K2", () => {
    expect(digits(sik)).toBe(CODES.sik);
    expect(digits(keys.integrityKey)).toBe(CODES.k1);
    expect(digits(keys.confidentialityKey)).toBe(CODES.k2);
  });

  it("takes a password with and without its padding", () => {
    const padded = Uint8Array.from({ length: 20 }, (_, at) => PASSWORD[at] ?? 0);
    expect(digits(keysOf.rakp2Code(SHA1, padded, HANDSHAKE))).toBe(CODES.rakp2);
    expect(keysOf.sessionKeys(suite(11), sik, padded)).toEqual(keysOf.sessionKeys(suite(11), sik, PASSWORD));
  });

  it("makes K_G the key of the session integrity key", () => {
    const kg = Buffer.alloc(20, 0x5a);
    expect(digits(keysOf.sessionIntegrityKey(SHA1, kg, HANDSHAKE))).not.toBe(CODES.sik);
  });

  it.each([
    [1, 20, 12, 20],
    [2, 16, 16, 16],
    [3, 32, 16, 32],
    [0, 0, 0, 0],
  ] as const)(
    "algorithm %i has codes of %i bytes, check values of %i and keys of %i",
    (algorithm, code, check, key) => {
      expect(keysOf.rakp2Code(algorithm, PASSWORD, HANDSHAKE)).toHaveLength(code);
      expect(keysOf.rakp3Code(algorithm, PASSWORD, HANDSHAKE)).toHaveLength(code);
      expect(keysOf.rakp4CheckValue(algorithm, sik, HANDSHAKE)).toHaveLength(check);
      const id = [0, 1, 6, 15].find((candidate) => suite(candidate).authentication === algorithm) ?? 0;
      expect(keysOf.sessionKeys(suite(id), sik, PASSWORD).confidentialityKey).toHaveLength(key);
    },
  );
});

describe("§13.28 and §13.29 a packet of a recorded session", () => {
  it("is decrypted to its message", () => {
    const opened = openPacket(packet(), keys, false);
    expect(opened.kind === "payload" ? toHex(opened.payload) : opened.reason).toBe(FIRST_MESSAGE);
  });

  it("is built again, byte for byte", () => {
    const opened = openPacket(packet(), keys, false);
    if (opened.kind !== "payload") throw new Error(opened.reason);
    const { payloadType, sessionId, sequence, payload: sent } = packet();
    const plain = { payloadType, sessionId, sequence, payload: opened.payload };
    expect(toHex(sealPacket(plain, keys, sent.subarray(0, 16)))).toBe(toHex(FIRST_PACKET));
  });

  it("is refused with another key", () => {
    const others = keysOf.sessionKeys(suite(3), sik.subarray(1), PASSWORD);
    expect(openPacket(packet(), others, false)).toEqual({ kind: "discarded", reason: "wrong authentication code" });
  });
});
