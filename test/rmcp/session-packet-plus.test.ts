import { describe, expect, it } from "vitest";
import { parseIpmiPacket } from "../../src/rmcp/ipmi-packet.ts";
import { buildPlusPacket, buildSessionless, PayloadType, type PlusPacket } from "../../src/rmcp/session-packet-plus.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

function packet(text: string): PlusPacket {
  const parsed = parseIpmiPacket(hex(text));
  if (parsed.kind !== "plus") throw new Error("not an RMCP+ packet");
  return parsed;
}

describe("§13.6 RMCP+ packet", () => {
  it("has flags, session ID, sequence, payload and trailer", () => {
    const read = packet("06 c1 04 03 02 01 08 07 06 05 02 00 aa bb ff 01 07 cc");
    expect(read).toEqual({
      kind: "plus",
      payloadType: PayloadType.Sol,
      isEncrypted: true,
      isAuthenticated: true,
      sessionId: 0x01020304,
      sequence: 0x05060708,
      payload: hex("aa bb"),
      trailer: hex("ff 01 07 cc"),
      covered: hex("06 c1 04 03 02 01 08 07 06 05 02 00 aa bb"),
    });
    expect(toHex(buildPlusPacket(read, read.payload))).toBe(toHex(read.covered));
  });

  it("has an IANA number and a payload ID when the payload is OEM explicit", () => {
    const text = "06 02 57 01 00 00 34 12 00 00 00 00 00 00 00 00 01 00 aa";
    const read = packet(text);
    expect(read).toMatchObject({ payloadType: PayloadType.OemExplicit, oem: { iana: 343, payloadId: 0x1234 } });
    expect(toHex(buildPlusPacket(read, read.payload))).toBe(text);
  });

  it("has session ID and sequence 0 outside a session", () => {
    const built = buildSessionless(PayloadType.Rakp2, hex("aa"));
    expect(toHex(built)).toBe("06 13 00 00 00 00 00 00 00 00 01 00 aa");
  });

  it.each([
    ["a header that is one byte short", "06 00 00 00 00 00 00 00 00 00 00", "too short"],
    ["an OEM header that is one byte short", "06 02 57 01 00 00 34 12 00 00 00 00 00 00 00 00 01", "too short"],
    ["a payload that is one byte short", "06 00 00 00 00 00 00 00 00 00 02 00 aa", "longer than its datagram"],
  ])("discards %s", (_title, bytes, reason) => {
    expect(parseIpmiPacket(hex(bytes))).toEqual({ kind: "discarded", reason });
  });
});
