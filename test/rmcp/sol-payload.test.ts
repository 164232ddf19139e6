import { describe, expect, it } from "vitest";
import * as sol from "../../src/rmcp/sol-payload.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

describe("§15.9 SOL payload", () => {
  it("has characters from the console, under a sequence", () => {
    const payload = {
      sequence: 1,
      acknowledged: 0,
      acceptedCount: 0,
      operation: sol.NO_OPERATION,
      characters: hex("68 69 0d"),
    };
    expect(sol.parseSolFromConsole(hex("01 00 00 00 68 69 0d"))).toEqual({ kind: "fromConsole", ...payload });
    expect(toHex(sol.buildSolFromConsole(payload))).toBe("01 00 00 00 68 69 0d");
  });

  it("acknowledges a sequence and a number of characters", () => {
    const payload = {
      sequence: 0,
      acknowledged: 1,
      acceptedCount: 3,
      status: sol.NO_STATUS,
      characters: hex(""),
    };
    expect(sol.parseSolFromBmc(hex("00 01 03 00"))).toEqual({ kind: "fromBmc", ...payload });
    expect(toHex(sol.buildSolFromBmc(payload))).toBe("00 01 03 00");
  });

  it.each([
    ["40", "isNack"],
    ["20", "ringsWakeOnRing"],
    ["10", "sendsBreak"],
    ["08", "pausesCts"],
    ["04", "dropsDcdAndDsr"],
    ["02", "flushesInbound"],
    ["01", "flushesOutbound"],
  ])("operation %sh is %s", (byte, name) => {
    const read = sol.parseSolFromConsole(hex(`00 00 00 ${byte}`));
    expect(read).toMatchObject({ operation: { ...sol.NO_OPERATION, [name]: true } });
    if (read.kind === "fromConsole") expect(toHex(sol.buildSolFromConsole(read))).toBe(`00 00 00 ${byte}`);
  });

  it.each([
    ["40", "isNack"],
    ["20", "isTransferUnavailable"],
    ["10", "isDeactivating"],
    ["08", "hasOverrun"],
    ["04", "hasBreak"],
  ])("status %sh is %s", (byte, name) => {
    const read = sol.parseSolFromBmc(hex(`00 00 00 ${byte}`));
    expect(read).toMatchObject({ status: { ...sol.NO_STATUS, [name]: true } });
    if (read.kind === "fromBmc") expect(toHex(sol.buildSolFromBmc(read))).toBe(`00 00 00 ${byte}`);
  });

  it("discards three bytes", () => {
    const tooShort = { kind: "discarded", reason: "too short" };
    expect(sol.parseSolFromConsole(hex("01 00 00"))).toEqual(tooShort);
    expect(sol.parseSolFromBmc(hex("01 00 00"))).toEqual(tooShort);
  });
});
