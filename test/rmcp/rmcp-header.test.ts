import { describe, expect, it } from "vitest";
import { buildPing, buildPong, NO_PONG_WANTED, parseAsf } from "../../src/rmcp/asf.ts";
import { buildRmcp, buildRmcpAck, parseRmcp, RmcpClass } from "../../src/rmcp/rmcp-header.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

describe("§13.1.3 RMCP header", () => {
  it("reads version, sequence and class", () => {
    const parsed = parseRmcp(hex("06 00 2a 06 aa bb"));
    expect(parsed).toEqual({ kind: "rmcp", sequence: 0x2a, class: RmcpClass.Asf, body: hex("aa bb") });
  });

  it("reads an ACK, which has no body", () => {
    expect(parseRmcp(hex("06 00 2a 86"))).toEqual({ kind: "ack", sequence: 0x2a, class: RmcpClass.Asf });
  });

  it("builds an ACK with the sequence and class of the message", () => {
    expect(toHex(buildRmcpAck({ sequence: 0x2a, class: RmcpClass.Asf }))).toBe("06 00 2a 86");
  });

  it.each([
    ["nothing", "", "too short"],
    ["three bytes", "06 00 ff", "too short"],
    ["another version", "05 00 ff 07 00", "not RMCP"],
    ["an OEM message", "06 00 ff 08 00", "unknown RMCP class"],
    ["a class without a meaning", "06 00 ff 00", "unknown RMCP class"],
  ])("discards %s", (_title, bytes, reason) => {
    expect(parseRmcp(hex(bytes))).toEqual({ kind: "discarded", reason });
  });
});

describe("ASF §3.2.4 Presence Ping and Pong", () => {
  const PING = "06 00 ff 06 00 00 11 be 80 2a 00 00";
  const PONG = "06 00 ff 06 00 00 11 be 40 2a 00 10 00 00 11 be 00 00 00 00 81 00 00 00 00 00 00 00";

  it("reads and builds a ping", () => {
    expect(parseAsf(hex(PING).subarray(4))).toEqual({ kind: "ping", tag: 0x2a });
    expect(toHex(buildRmcp(RmcpClass.Asf, buildPing(0x2a)))).toBe(PING);
  });

  it("reads and builds a pong of 28 bytes", () => {
    const pong = { tag: 0x2a, supportsDcmi: false };
    expect(parseAsf(hex(PONG).subarray(4))).toEqual({ kind: "pong", supportsIpmi: true, ...pong });
    expect(toHex(buildRmcp(RmcpClass.Asf, buildPong(pong)))).toBe(PONG);
  });

  it("reads and builds a pong with the number of the Data Center Manageability Forum (DCMI §6.4.8)", () => {
    const bytes = PONG.replace("10 00 00 11 be", "10 00 00 8e 71");
    const pong = { tag: 0x2a, supportsDcmi: true };
    expect(parseAsf(hex(bytes).subarray(4))).toEqual({ kind: "pong", supportsIpmi: true, ...pong });
    expect(toHex(buildRmcp(RmcpClass.Asf, buildPong(pong)))).toBe(bytes);
  });

  it("reads a ping that wants no pong", () => {
    expect(parseAsf(hex("00 00 11 be 80 ff 00 00"))).toEqual({ kind: "ping", tag: NO_PONG_WANTED });
  });

  it.each([
    ["seven bytes", "00 00 11 be 80 00 00", "too short"],
    ["a pong without its data", "00 00 11 be 40 00 00 10 00", "too short"],
    ["another enterprise", "00 00 11 bf 80 00 00 00", "unknown ASF message"],
    ["another type", "00 00 11 be 10 00 00 00", "unknown ASF message"],
  ])("discards %s", (_title, bytes, reason) => {
    expect(parseAsf(hex(bytes))).toEqual({ kind: "discarded", reason });
  });
});
