import { describe, expect, test } from "vitest";
import { encodeProgram, longestMs } from "../../../src/lab/firmware/program.ts";
import type { GuestStep, PortInterface } from "../../../src/lab/host.ts";
import { LabError } from "../../../src/lab/lab-error.ts";
import { hex, toHex } from "../../support/bytes/hex.ts";
import { drain, pass, request, smi, wait } from "../../support/lab/guest-steps.ts";

const requestWith = (data: Uint8Array): GuestStep => ({ kind: "request", netFn: 0x0a, cmd: 0x44, data, seq: 0x07 });

const programs: readonly [string, PortInterface, readonly GuestStep[], string][] = [
  ["no steps on BT", "bt", [], "00 00"],
  ["no steps on KCS", "kcs", [], "01 00"],
  ["a request on BT: length, netFn, seq, cmd", "bt", [request(0x5a)], "00  01 0400 03 18 5a 01  00"],
  ["a request on KCS: netFn, cmd", "kcs", [request(0x5a)], "01  01 0200 18 01  00"],
  ["data on BT", "bt", [requestWith(hex("a0 a1"))], "00  01 0600 05 28 07 44 a0 a1  00"],
  ["data on KCS", "kcs", [requestWith(hex("a0 a1"))], "01  01 0400 28 44 a0 a1  00"],
  ["a wait of a second, in ticks", "bt", [wait(1000)], "00  02 999e3600  00"],
  ["a wait of nothing", "bt", [wait(0)], "00  02 00000000  00"],
  ["a wait longer than the timer's 24 bits", "bt", [wait(10_000)], "00  02 fa312202  00"],
  ["drain and pass", "bt", [drain, pass(1)], "00  03  04 fc0d0000  00"],
  ["two SMIs", "bt", [smi(drain), smi(drain, drain)], "00  05 03 00  05 03 03 00  00"],
  ["an SMI with nothing in it", "bt", [smi()], "00  05 00  00"],
  ["a reset", "bt", [{ kind: "reset" }, drain], "00  06  03  00"],
];

const refused: readonly [string, PortInterface, readonly GuestStep[], string][] = [
  ["an smi inside an smi", "bt", [smi(drain, smi(drain))], "an smi inside an smi"],
  ["a reset inside an smi", "bt", [smi({ kind: "reset" })], "a reset inside an smi"],
  ["a request while B_BUSY is set", "bt", [{ ...request(), evenIfBusy: true }], "no request while B_BUSY is set"],
  ["253 bytes of data on BT", "bt", [requestWith(new Uint8Array(253))], "BT carries 252 bytes"],
  ["a negative wait", "bt", [wait(-1)], "0 to 1199864 ms, not -1"],
  ["a wait of 20 minutes", "bt", [pass(1_200_000)], "0 to 1199864 ms, not 1200000"],
  ["no number of milliseconds", "bt", [wait(Number.NaN)], "0 to 1199864 ms, not NaN"],
];

describe("the firmware's program", () => {
  test.each(programs)("%s", (_title, over, steps, expected) =>
    expect(toHex(encodeProgram(steps, over))).toBe(toHex(hex(expected))),
  );

  test("takes the longest request of BT, and a longer one of KCS", () => {
    expect(encodeProgram([requestWith(new Uint8Array(252))], "bt")).toHaveLength(1 + 3 + 256 + 1);
    expect(encodeProgram([requestWith(new Uint8Array(300))], "kcs")).toHaveLength(1 + 3 + 302 + 1);
  });

  test.each(refused)("refuses %s", (_title, over, steps, message) => {
    expect(() => encodeProgram(steps, over)).toThrow(LabError);
    expect(() => encodeProgram(steps, over)).toThrow(message);
  });

  test("takes at most its waits, in SMIs too", () =>
    expect(longestMs([request(), wait(100), smi(wait(20), pass(3)), drain, pass(4000)])).toBe(4123));
});
