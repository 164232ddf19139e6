/**
 * OpenIPMI's client (openipmicmd 2.0.33) with cipher suite 8, recorded at our door with the password "secret". Its log-in
 * succeeds. Afterwards its keys differ from those of ipmitool and FreeIPMI, so its suites 7, 8 and 12 end with a time-out.
 */
import { createHmac, createSecretKey } from "node:crypto";
import { expect, it } from "vitest";
import { Authentication, CIPHER_SUITES } from "../../src/rmcp/cipher-suites.ts";
import { PayloadCipher } from "../../src/rmcp/confidentiality.ts";
import { openPacket } from "../../src/rmcp/secure-packet.ts";
import * as keysOf from "../../src/rmcp/session-keys.ts";
import { parsePlusPacket } from "../../src/rmcp/session-packet-plus.ts";
import { hex as digits } from "../../src/text/hex.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

const MD5 = Authentication.HmacMd5;
const PASSWORD = Buffer.from("secret");

const HANDSHAKE = {
  consoleSessionId: 0x00000001,
  bmcSessionId: 0xc123f94e,
  consoleRandom: hex("288a68c7541b50e00ff065a822aded5a"),
  bmcRandom: hex("400a1b0381f602ea4fd3c003b992bc05"),
  guid: hex("5000132df2967d82e75b16b943a16fd3"),
  role: 0x14,
  userName: Buffer.from("admin"),
};

/** Set Session Privilege Level, the first packet of the session, after the RMCP header. */
const FIRST_PACKET = parsePlusPacket(
  hex(`06 c0 4ef923c1 01000000 2000 8e52465f6ce6cf5d0b5a915f2cb094de f12d5d92918b9e8fe0f0a8144e86f25b
    ffff 02 07 35108a3611092e6f04626cd95355e41e`),
);

const sik = keysOf.sessionIntegrityKey(MD5, PASSWORD, HANDSHAKE);

function firstPacketWith(differing: Partial<keysOf.SessionKeys["prepared"]>) {
  const suite = CIPHER_SUITES.find(({ id }) => id === 8);
  if (!suite || FIRST_PACKET.kind !== "plus") throw new Error("no suite or no packet");
  const keys = keysOf.sessionKeys(suite, sik, PASSWORD);
  const opened = openPacket(FIRST_PACKET, { ...keys, prepared: { ...keys.prepared, ...differing } }, false);
  return opened.kind === "payload" ? toHex(opened.payload) : opened.reason;
}

it("makes the same codes and the same session integrity key", () => {
  expect(digits(keysOf.rakp2Code(MD5, PASSWORD, HANDSHAKE))).toBe("b48e7c8992f2b57614ca65d9e4daddc6");
  expect(digits(keysOf.rakp3Code(MD5, PASSWORD, HANDSHAKE))).toBe("d46b5fd5258262f90fbc8c9c63841c54");
  expect(digits(keysOf.rakp4CheckValue(MD5, sik, HANDSHAKE))).toBe("619f6bb2f84b5bda11aa0063d0da99b0");
});

it("takes the SIK for K1, and makes K2 from 16 equal bytes in place of 20", () => {
  const k2 = createHmac("md5", sik).update(Buffer.alloc(16, 2)).digest();
  expect(firstPacketWith({})).toBe("wrong authentication code");
  expect(firstPacketWith({ integrity: createSecretKey(sik) })).toBe("bad confidentiality pad");
  expect(firstPacketWith({ integrity: createSecretKey(sik), confidentiality: new PayloadCipher(k2) })).toBe(
    "20 18 c8 81 14 3b 04 2c",
  );
});
