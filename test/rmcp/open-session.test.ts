import { describe, expect, it } from "vitest";
import * as open from "../../src/rmcp/open-session.ts";
import { SessionStatus, sessionStatusText } from "../../src/rmcp/session-status.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

const REQUEST = "2a 04 00 00 a4 a3 a2 a0 00 00 00 08 01 00 00 00 01 00 00 08 01 00 00 00 02 00 00 08 01 00 00 00";
const OPENED =
  "2a 00 04 00 a4 a3 a2 a0 02 00 00 00 00 00 00 08 03 00 00 00 01 00 00 08 04 00 00 00 02 00 00 08 01 00 00 00";
const IDS = { tag: 0x2a, maxPrivilege: 4, consoleSessionId: 0xa0a2a3a4 };

describe("§13.17 RMCP+ Open Session Request", () => {
  it("proposes an algorithm of each kind", () => {
    const request = { ...IDS, authentication: 1, integrity: 1, confidentiality: 1 };
    expect(open.parseOpenSessionRequest(hex(REQUEST))).toEqual({ kind: "openSessionRequest", ...request });
    expect(toHex(open.buildOpenSessionRequest(request))).toBe(REQUEST);
  });

  it("leaves the choice to the BMC with a record of length 0", () => {
    const wild = REQUEST.replace("01 00 00 08 01", "01 00 00 00 00");
    const read = open.parseOpenSessionRequest(hex(wild));
    expect(read).toMatchObject({ authentication: 1, integrity: undefined, confidentiality: 1 });
    if (read.kind !== "openSessionRequest") throw new Error(read.kind);
    expect(toHex(open.buildOpenSessionRequest(read))).toBe(wild);
  });

  it.each([
    ["31 bytes", REQUEST.slice(0, -3), SessionStatus.IllegalParameter],
    ["records in another order", REQUEST.replace("01 00 00 08", "02 00 00 08"), SessionStatus.IllegalParameter],
    ["session ID 0", REQUEST.replace("a4 a3 a2 a0", "00 00 00 00"), SessionStatus.InvalidSessionId],
  ])("refuses %s, with the tag for the answer", (_title, bytes, status) => {
    expect(open.parseOpenSessionRequest(hex(bytes))).toMatchObject({ kind: "refused", tag: 0x2a, status });
  });

  it("discards a request without a session ID", () => {
    expect(open.parseOpenSessionRequest(hex("2a 04 00 00 a4 a3 a2"))).toEqual({
      kind: "discarded",
      reason: "too short",
    });
  });
});

describe("§13.18 RMCP+ Open Session Response", () => {
  it("names the chosen algorithms", () => {
    const opened = { ...IDS, bmcSessionId: 2, authentication: 3, integrity: 4, confidentiality: 1 };
    expect(open.parseOpenSessionResponse(hex(OPENED))).toEqual({ kind: "sessionOpened", ...opened });
    expect(toHex(open.buildSessionOpened(opened))).toBe(OPENED);
  });

  it("refuses in eight bytes", () => {
    const refused = { ...IDS, status: SessionStatus.NoMatchingCipherSuite };
    const bytes = "2a 11 04 00 a4 a3 a2 a0";
    expect(toHex(open.buildOpenSessionRefused(refused))).toBe(bytes);
    expect(open.parseOpenSessionResponse(hex(bytes))).toEqual({ kind: "openSessionRefused", ...refused });
  });

  it("may refuse in two bytes, as ipmi_sim does", () => {
    expect(open.parseOpenSessionResponse(hex("2a 04"))).toMatchObject({ tag: 0x2a, status: 4, consoleSessionId: 0 });
  });

  it.each([
    ["one byte", "2a", "too short"],
    ["35 bytes", OPENED.slice(0, -3), "too short"],
    ["records in another order", OPENED.replace("01 00 00 08", "02 00 00 08"), "bad algorithm records"],
  ])("discards %s", (_title, bytes, reason) => {
    expect(open.parseOpenSessionResponse(hex(bytes))).toEqual({ kind: "discarded", reason });
  });

  it("has names for its status codes", () => {
    expect(sessionStatusText(0x0d)).toBe("unauthorized name");
    expect(sessionStatusText(0x02)).toBe("invalid session ID");
    expect(sessionStatusText(0x77)).toBe("77h");
  });
});
