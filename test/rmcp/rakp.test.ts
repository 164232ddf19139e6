import { describe, expect, it } from "vitest";
import * as rakp from "../../src/rmcp/rakp.ts";
import { SessionStatus } from "../../src/rmcp/session-status.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

const RANDOM = "00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff";
const GUID = "a1 23 45 67 89 ab cd ef a1 23 45 67 89 ab cd ef";
const START = `2a 00 00 00 02 00 00 00 ${RANDOM} 14 00 00`;

describe("§13.20 RAKP Message 1", () => {
  const message = {
    tag: 0x2a,
    bmcSessionId: 2,
    consoleRandom: hex(RANDOM),
    role: 0x14,
    userName: hex("61 62 63"),
  };

  it("has the console's random number, role and user name", () => {
    const bytes = `${START} 03 61 62 63`;
    expect(rakp.parseRakp1(hex(bytes))).toEqual({ kind: "rakp1", ...message });
    expect(toHex(rakp.buildRakp1(message))).toBe(bytes);
  });

  it("may have a name without a byte, and a name of 16 bytes", () => {
    expect(rakp.parseRakp1(hex(`${START} 00`))).toMatchObject({ userName: hex("") });
    expect(rakp.parseRakp1(hex(`${START} 10 ${RANDOM}`))).toMatchObject({ userName: hex(RANDOM) });
  });

  it("may be padded to 44 bytes", () => {
    expect(rakp.parseRakp1(hex(`${START} 03 61 62 63 ${"00 ".repeat(13)}`))).toMatchObject({ userName: hex("616263") });
  });

  it.each([
    ["a name of 17 bytes", `${START} 11 ${RANDOM} 00`],
    ["a name that is one byte short", `${START} 03 61 62`],
  ])("refuses %s, with tag and session ID for the answer", (_title, bytes) => {
    const status = SessionStatus.InvalidNameLength;
    expect(rakp.parseRakp1(hex(bytes))).toEqual({ kind: "refused", tag: 0x2a, sessionId: 2, status });
  });

  it("discards a message without the length of its name", () => {
    expect(rakp.parseRakp1(hex(START))).toEqual({ kind: "discarded", reason: "too short" });
  });

  it.each([
    [0x14, { privilege: 4, isNameOnly: true }],
    [0x03, { privilege: 3, isNameOnly: false }],
  ])("asks with role %i for a privilege and a kind of look-up", (role, expected) => {
    expect(rakp.roleOf(role)).toEqual(expected);
  });
});

describe("§13.21 to §13.23 RAKP Messages 2 to 4", () => {
  it("RAKP 2 has the BMC's random number, GUID and code", () => {
    const message = {
      tag: 0x2a,
      consoleSessionId: 0xa0a2a3a4,
      bmcRandom: hex(RANDOM),
      guid: hex(GUID),
      authCode: hex("01 02"),
    };
    const bytes = `2a 00 00 00 a4 a3 a2 a0 ${RANDOM} ${GUID} 01 02`;
    expect(rakp.parseRakp2(hex(bytes))).toEqual({ kind: "rakp2", ...message });
    expect(toHex(rakp.buildRakp2(message))).toBe(bytes);
    expect(rakp.parseRakp2(hex(bytes).subarray(0, 39))).toEqual({ kind: "discarded", reason: "too short" });
  });

  it("RAKP 3 has a status and the console's code", () => {
    const message = { tag: 0x2a, status: 0, bmcSessionId: 2, authCode: hex("01 02") };
    const bytes = "2a 00 00 00 02 00 00 00 01 02";
    expect(rakp.parseRakp3(hex(bytes))).toEqual({ kind: "rakp3", ...message });
    expect(toHex(rakp.buildRakp3(message))).toBe(bytes);
    expect(rakp.parseRakp3(hex("2a 0f 00 00 02 00 00 00"))).toMatchObject({ status: 0x0f, authCode: hex("") });
    expect(rakp.parseRakp3(hex("2a 0f 00 00 02 00 00"))).toEqual({ kind: "discarded", reason: "too short" });
  });

  it("RAKP 4 has the integrity check value", () => {
    const message = { tag: 0x2a, consoleSessionId: 0xa0a2a3a4, integrityCheckValue: hex("01 02") };
    const bytes = "2a 00 00 00 a4 a3 a2 a0 01 02";
    expect(rakp.parseRakp4(hex(bytes))).toEqual({ kind: "rakp4", ...message });
    expect(toHex(rakp.buildRakp4(message))).toBe(bytes);
  });

  it("RAKP 2 and 4 refuse in eight bytes", () => {
    const refused = { tag: 0x2a, status: SessionStatus.UnauthorizedName, consoleSessionId: 0xa0a2a3a4 };
    const bytes = "2a 0d 00 00 a4 a3 a2 a0";
    expect(toHex(rakp.buildRakpRefused(refused))).toBe(bytes);
    expect(rakp.parseRakp2(hex(bytes))).toEqual({ kind: "rakpRefused", ...refused });
    expect(rakp.parseRakp4(hex(bytes))).toEqual({ kind: "rakpRefused", ...refused });
    expect(rakp.parseRakp4(hex(bytes).subarray(0, 7))).toEqual({ kind: "discarded", reason: "too short" });
  });
});
