import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AuthType } from "../../src/rmcp/auth-type.ts";
import { CIPHER_SUITES } from "../../src/rmcp/cipher-suites.ts";
import { PayloadCipher } from "../../src/rmcp/confidentiality.ts";
import { parseIpmiPacket } from "../../src/rmcp/ipmi-packet.ts";
import { openPacket, sealPacket } from "../../src/rmcp/secure-packet.ts";
import { sessionIntegrityKey, sessionKeys } from "../../src/rmcp/session-keys.ts";
import { hasValidAuthCode, sealSessionPacket } from "../../src/rmcp/session-packet.ts";
import { buildPlusPacket, PayloadType, type PlusPacket } from "../../src/rmcp/session-packet-plus.ts";
import { hex, toHex } from "../support/bytes/hex.ts";
import { PASSWORD } from "../support/rmcp/recordings.ts";
import { HANDSHAKE } from "../support/rmcp/worked-session.ts";

const u32 = fc.integer({ min: 0, max: 0xffffffff });
const payload = fc.uint8Array({ maxLength: 300 });
const iv = fc.uint8Array({ minLength: 16, maxLength: 16 });
const suites = CIPHER_SUITES.map((suite) => [suite.id, suite] as const);

function keysOf(suite: (typeof CIPHER_SUITES)[number]) {
  return sessionKeys(suite, sessionIntegrityKey(suite.authentication, PASSWORD, HANDSHAKE), PASSWORD);
}

function plus(body: Uint8Array): PlusPacket {
  const parsed = parseIpmiPacket(body);
  if (parsed.kind !== "plus") throw new Error("not an RMCP+ packet");
  return parsed;
}

/** A copy with one byte changed: the byte at `at`, counted around, by a number from 1 to 255. */
function changed(bytes: Uint8Array, at: number, by: number): Uint8Array {
  return bytes.map((byte, index) => (index === at % bytes.length ? byte ^ by : byte));
}
const change = fc.record({ at: fc.nat(0xffff), by: fc.integer({ min: 1, max: 0xff }) });

describe("packets of an open session", () => {
  it.each(suites)("come back unchanged with suite %i", (_id, suite) => {
    const keys = keysOf(suite);
    fc.assert(
      fc.property(payload, u32, u32, iv, (payload, sessionId, sequence, iv) => {
        const sealed = sealPacket({ payloadType: PayloadType.Ipmi, sessionId, sequence, payload }, keys, iv);
        const read = plus(sealed);
        expect(read).toMatchObject({ sessionId, sequence });
        const opened = openPacket(read, keys, false);
        expect(opened).toMatchObject({ kind: "payload" });
        if (opened.kind === "payload") expect(Buffer.compare(opened.payload, payload)).toBe(0);
      }),
    );
  });

  it.each(suites.filter(([, suite]) => suite.integrity > 0))(
    "with suite %i are refused when any byte changes",
    (_id, suite) => {
      const keys = keysOf(suite);
      fc.assert(
        fc.property(payload, iv, change, (payload, iv, { at, by }) => {
          const packet = { payloadType: PayloadType.Ipmi, sessionId: 1, sequence: 1, payload };
          const read = parseIpmiPacket(changed(sealPacket(packet, keys, iv), at, by));
          if (read.kind !== "plus") return;
          expect(openPacket(read, keys, false).kind).toBe("discarded");
        }),
      );
    },
  );

  it("of a 1.5 session are refused when any byte changes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 255 }), u32, u32, change, (message, sessionId, sequence, { at, by }) => {
        const sealed = sealSessionPacket({ authType: AuthType.Md5, sessionId, sequence, message }, PASSWORD);
        const read = parseIpmiPacket(changed(sealed, at, by));
        if (read.kind !== "session") return;
        expect(hasValidAuthCode(read, AuthType.Md5, PASSWORD)).toBe(false);
      }),
    );
  });

  const [, suite3] = suites.find(([id]) => id === 3) ?? suites[0] ?? [];
  const [, suite1] = suites.find(([id]) => id === 1) ?? suites[0] ?? [];
  if (!suite3 || !suite1) throw new Error("no suites");
  const sol = { payloadType: PayloadType.Sol, sessionId: 1, sequence: 1, payload: hex("01 00 00 00 61") };

  it("may come in plain only where the caller allows it", () => {
    const keys = keysOf(suite3);
    const sealed = plus(sealPacket(sol, keys, undefined));
    expect(sealed).toMatchObject({ isEncrypted: false, isAuthenticated: true });
    const opened = openPacket(sealed, keys, true);
    expect(opened.kind === "payload" ? toHex(opened.payload) : opened.reason).toBe(toHex(sol.payload));
    expect(openPacket(sealed, keys, false)).toEqual({ kind: "discarded", reason: "not encrypted" });
  });

  it("must be authenticated when the session has an integrity algorithm", () => {
    const bare = plus(buildPlusPacket({ ...sol, isEncrypted: false, isAuthenticated: false }, sol.payload));
    expect(openPacket(bare, keysOf(suite3), true)).toEqual({ kind: "discarded", reason: "not authenticated" });
    expect(openPacket(bare, keysOf(suite1), false)).toMatchObject({ kind: "payload" });
  });

  it("must not be authenticated or encrypted when the session has no algorithm for it", () => {
    const header = { ...sol, isEncrypted: false, isAuthenticated: false };
    const authenticated = plus(buildPlusPacket({ ...header, isAuthenticated: true }, sol.payload));
    const encrypted = plus(buildPlusPacket({ ...header, isEncrypted: true }, sol.payload));
    const keys = keysOf(suite1);
    expect(openPacket(authenticated, keys, true)).toMatchObject({
      reason: "authenticated without an integrity algorithm",
    });
    expect(openPacket(encrypted, keys, true)).toMatchObject({
      reason: "encrypted without a confidentiality algorithm",
    });
  });

  it("must have a whole trailer", () => {
    const keys = keysOf(suite3);
    const read = plus(sealPacket(sol, keys, undefined));
    for (let size = 0; size < read.trailer.length; size++) {
      expect(openPacket({ ...read, trailer: read.trailer.subarray(0, size) }, keys, true).kind).toBe("discarded");
    }
  });
});

describe("§13.29 AES-CBC-128", () => {
  const cipher = new PayloadCipher(hex("00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13"));

  it.each([0, 1, 14, 15, 16, 31])("pads %i bytes to whole blocks", (size) => {
    const payload = new Uint8Array(size).fill(0x61);
    const sent = cipher.encrypt(payload, new Uint8Array(16));
    expect(sent.length % 16).toBe(0);
    expect(sent.length).toBe(16 + 16 * Math.ceil((size + 1) / 16));
    expect(Buffer.compare(cipher.decrypt(sent) as Uint8Array, payload)).toBe(0);
  });

  it("encrypts each payload as if it were the first: with its own vector, and in any order with decryption", () => {
    const other = new PayloadCipher(hex("00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"));
    const sent = Array.from({ length: 5 }, (_, n) => {
      const iv = new Uint8Array(16).fill(n);
      const payload = new Uint8Array(7 * n).fill(0x62);
      const alone = new PayloadCipher(hex("00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f")).encrypt(payload, iv);
      expect(toHex(cipher.encrypt(payload, iv))).toBe(toHex(alone));
      return { payload, alone };
    });
    for (const { payload, alone } of sent.reverse()) {
      expect(other.decrypt(new Uint8Array(48)).constructor).toBe(Object);
      expect(toHex(other.decrypt(alone) as Uint8Array)).toBe(toHex(payload));
    }
  });

  it("discards what is no whole number of blocks", () => {
    const reason = "bad ciphertext";
    for (const size of [0, 15, 16, 17, 33]) {
      expect(cipher.decrypt(new Uint8Array(size))).toEqual({ kind: "discarded", reason });
    }
  });

  it("discards a pad that does not count up from 01h", () => {
    // The pad of 12 bytes begins in place of the payload's last 4 bytes when its length byte says 15.
    const block = Uint8Array.of(0x61, 0x61, 0x61, 0x61, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99);
    const sent = cipher.encrypt(block.with(14, 15), new Uint8Array(16));
    expect(cipher.decrypt(sent)).toMatchObject({ length: 15 });
    const wrong = cipher.encrypt(Uint8Array.of(...block, 16), new Uint8Array(16)).subarray(0, 32);
    expect(cipher.decrypt(wrong)).toEqual({ kind: "discarded", reason: "bad confidentiality pad" });
    const uneven = cipher.encrypt(Uint8Array.of(...block, 11), new Uint8Array(16)).subarray(0, 32);
    expect(cipher.decrypt(uneven)).toEqual({ kind: "discarded", reason: "bad confidentiality pad" });
  });
});
