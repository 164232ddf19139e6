import { describe, expect, it } from "vitest";
import { AuthType } from "../../src/rmcp/auth-type.ts";
import { parseIpmiPacket } from "../../src/rmcp/ipmi-packet.ts";
import { hasValidAuthCode, type SessionPacket, sealSessionPacket } from "../../src/rmcp/session-packet.ts";
import { hex, toHex } from "../support/bytes/hex.ts";
import { PASSWORD } from "../support/rmcp/recordings.ts";

/** Activate Session as ipmitool sends it, after the RMCP header. */
const MD5 = `02 00 00 00 00 05 00 00 00 0a f8 f2 95 62 87 c4 2c 6a 2c 10 8d ba c3 0f e8 1d
  20 18 c8 81 0c 3a 02 04 19 86 11 92 8b 32 9c 08 1a fc b7 23 0b cd 70 b0 d0 4a 0b b7 cc`;
const NONE = "00 00 00 00 00 00 00 00 00 09 20 18 c8 81 00 38 8e 04 b5";

function packet(text: string): SessionPacket {
  const parsed = parseIpmiPacket(hex(text));
  if (parsed.kind !== "session") throw new Error("not a 1.5 packet");
  return parsed;
}

describe("§13.6 IPMI 1.5 session packet", () => {
  it("has no code when the authentication type is none", () => {
    const read = packet(NONE);
    expect(read).toMatchObject({ authType: AuthType.None, sequence: 0, sessionId: 0, authCode: hex("") });
    expect(toHex(read.message)).toBe("20 18 c8 81 00 38 8e 04 b5");
    expect(hasValidAuthCode(read, AuthType.None, PASSWORD)).toBe(true);
    expect(toHex(sealSessionPacket(read, PASSWORD))).toBe(NONE);
  });

  it("has the MD5 of password, session ID, message, sequence and password", () => {
    const read = packet(MD5);
    expect(read).toMatchObject({ authType: AuthType.Md5, sequence: 0, sessionId: 5 });
    expect(hasValidAuthCode(read, AuthType.Md5, PASSWORD)).toBe(true);
    expect(toHex(sealSessionPacket(read, PASSWORD))).toBe(toHex(hex(MD5)));
  });

  it("has the password itself as straight password", () => {
    const sealed = sealSessionPacket({ ...packet(MD5), authType: AuthType.Password }, PASSWORD);
    const read = packet(toHex(sealed));
    expect(toHex(read.authCode)).toBe("74 65 73 74 00 00 00 00 00 00 00 00 00 00 00 00");
    expect(hasValidAuthCode(read, AuthType.Password, PASSWORD)).toBe(true);
    expect(hasValidAuthCode(read, AuthType.Password, Buffer.from("tesT"))).toBe(false);
  });

  it("is refused with another type than the agreed one, even if its code is right", () => {
    const sealed = sealSessionPacket({ ...packet(MD5), authType: AuthType.Password }, PASSWORD);
    expect(hasValidAuthCode(packet(toHex(sealed)), AuthType.Md5, PASSWORD)).toBe(false);
    expect(hasValidAuthCode(packet(NONE), AuthType.Md5, PASSWORD)).toBe(false);
  });

  it("is refused with MD2, which is not offered", () => {
    const read = packet(MD5.replace("02", "01"));
    expect(hasValidAuthCode(read, AuthType.Md2, PASSWORD)).toBe(false);
  });

  it("may have bytes after its message: old controllers pad", () => {
    expect(toHex(packet(`${NONE} 00`).message)).toBe("20 18 c8 81 00 38 8e 04 b5");
  });

  it.each([
    ["nothing", "", "too short"],
    ["a packet that ends before its length", "00 00 00 00 00 00 00 00 00", "too short"],
    ["a packet that ends in its code", "02 00 00 00 00 05 00 00 00 0a f8", "too short"],
    ["a message that is one byte short", "00 00 00 00 00 00 00 00 00 02 20", "longer than its datagram"],
    ["an authentication type without a meaning", NONE.replace("00", "03"), "unknown authentication type"],
  ])("discards %s", (_title, bytes, reason) => {
    expect(parseIpmiPacket(hex(bytes))).toEqual({ kind: "discarded", reason });
  });
});
