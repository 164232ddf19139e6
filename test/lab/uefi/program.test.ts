import { describe, expect, test } from "vitest";
import type { GuestStep } from "../../../src/lab/host.ts";
import { encodeProgram, MAX_PROGRAM_SIZE, splitAtResets } from "../../../src/lab/uefi/program.ts";
import { hex, toHex } from "../../support/bytes/hex.ts";
import { drain, pass, request, smi, wait } from "../../support/lab/guest-steps.ts";

const exchange: GuestStep = { kind: "exchange", netFn: 0x06, cmd: 0x04, data: hex("aa") };
const ap = (...steps: readonly GuestStep[]): GuestStep => ({ kind: "ap", steps });
const reset: GuestStep = { kind: "reset" };

describe("the program of the UEFI drivers", () => {
  test.each([
    ["no steps", [], "00"],
    ["a request, without its sequence number", [request(0x5a)], "01 02 00 18 01 00"],
    ["waits in ticks of the PM timer", [wait(1000), pass(1)], "02 99 9e 36 00 04 fc 0d 00 00 00"],
    ["a drain", [drain], "03 00"],
    ["an smi", [smi(drain), drain], "05 03 00 03 00"],
    ["another vCPU inside an smi", [smi(ap(drain), drain)], "05 07 03 00 03 00 00"],
    ["a reset", [reset], "06 00"],
    ["an exchange, with a limit of 4.808 s", [exchange], "08 54 9c 06 01 03 00 18 04 aa 00"],
  ])("has %s", (_what, steps, bytes) => expect(toHex(encodeProgram(steps, "bt"))).toBe(bytes));

  test("has a limit of 5 s for an exchange on KCS", () => {
    expect(toHex(encodeProgram([exchange], "kcs"))).toBe("08 fd 18 11 01 03 00 18 04 aa 00");
  });

  test.each([
    ["an smi inside an smi", [smi(smi(drain))], "an smi outside of SMIs"],
    ["another vCPU outside of an smi", [ap(drain)], "an ap directly in an smi"],
    ["a reset inside an smi", [smi(reset)], "reset the platform outside of an smi only"],
    ["SMS_ATN", [{ kind: "attention" } as const], "do not read SMS_ATN"],
    ["253 bytes of data", [{ ...exchange, data: new Uint8Array(253) }], "a request carries 252 bytes of data"],
    ["a request while busy", [{ ...request(), evenIfBusy: true } as GuestStep], "write no request while B_BUSY"],
  ])("refuses %s", (_what, steps, why) => expect(() => encodeProgram(steps, "bt")).toThrow(why));

  test("takes as many steps as fit, and refuses one more", () => {
    const most = Array.from({ length: MAX_PROGRAM_SIZE - 1 }, () => drain);
    expect(encodeProgram(most, "bt")).toHaveLength(MAX_PROGRAM_SIZE);
    expect(() => encodeProgram([...most, drain], "bt")).toThrow("the drivers hold 61440 bytes of steps");
  });
});

test("each boot has its own program: it ends with the reset that ends the boot", () => {
  expect(splitAtResets([drain, reset, wait(1), reset])).toEqual([[drain, reset], [wait(1), reset], []]);
});
