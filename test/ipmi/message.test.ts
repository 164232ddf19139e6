import { describe, expect, it } from "vitest";
import { buildMessage, type Message, parseMessage, responseTo } from "../../src/ipmi/message.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

function message(text: string): Message {
  const parsed = parseMessage(hex(text));
  if (parsed.kind !== "message") throw new Error(parsed.reason);
  return parsed;
}

describe("§13.8 LAN message", () => {
  const REQUEST = "20 1a c6 81 07 3b 04 39";

  it("has two addresses, two LUNs, a sequence and two checksums", () => {
    const expected = {
      to: 0x20,
      netFn: 6,
      toLun: 2,
      from: 0x81,
      sequence: 1,
      fromLun: 3,
      cmd: 0x3b,
      data: hex("04"),
    };
    expect(message(REQUEST)).toEqual({ kind: "message", ...expected });
    expect(toHex(buildMessage(expected))).toBe(REQUEST);
  });

  it("is answered with swapped addresses and LUNs, and the same sequence", () => {
    const response = responseTo(message(REQUEST), hex("00 04"));
    expect(toHex(buildMessage(response))).toBe("81 1f 60 20 06 3b 00 04 9b");
  });

  it("may have no data", () => {
    expect(message("20 18 c8 81 18 01 66").data).toHaveLength(0);
  });

  it.each([
    ["six bytes", "20 18 c8 81 18 01", "too short"],
    ["a wrong first checksum", "20 18 c9 81 18 01 66", "bad checksum"],
    ["a wrong second checksum", "20 18 c8 81 18 01 67", "bad checksum"],
  ])("discards %s", (_title, bytes, reason) => {
    expect(parseMessage(hex(bytes))).toEqual({ kind: "discarded", reason });
  });
});
