import { describe, expect, test } from "vitest";
import { GUEST_CODE } from "../../../src/lab/firmware/guest-code.ts";
import { firmwareImage, MAX_PROGRAM_SIZE } from "../../../src/lab/firmware/image.ts";
import { hex } from "../../support/bytes/hex.ts";

describe("the firmware's ROM", () => {
  test("has the code at its start, the program at 1000h, and a jump to the code where an x86 starts", () => {
    const image = firmwareImage(hex("00 03 00"));
    expect(image).toHaveLength(0x1_0000);
    expect(image.subarray(0, GUEST_CODE.length / 2)).toEqual(hex(GUEST_CODE));
    expect(image.subarray(0x1000, 0x1004)).toEqual(hex("00 03 00 00"));
    expect(image.subarray(0xfff0, 0xfff5)).toEqual(hex("ea 00 00 00 f0"));
  });

  test("has code that ends before the program begins", () => expect(GUEST_CODE.length / 2).toBeLessThan(0x1000));

  test("takes the longest program, and refuses one byte more", () => {
    const longest = new Uint8Array(MAX_PROGRAM_SIZE).fill(0x03);
    expect(firmwareImage(longest).subarray(0xffee, 0xfff1)).toEqual(hex("03 03 ea"));
    expect(() => firmwareImage(new Uint8Array(MAX_PROGRAM_SIZE + 1))).toThrow("holds 61424 bytes of steps");
  });
});
