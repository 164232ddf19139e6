/** BER as an SNMPv1 trap has it: X.690 §8.1.3, §8.3, §8.19. */
import { describe, expect, it } from "vitest";
import { objectIdentifier, Tag, tagged, unsigned } from "../../src/snmp/ber.ts";
import { toHex } from "../support/bytes/hex.ts";

describe("an integer", () => {
  it.each([
    [0, "02 01 00"],
    [6, "02 01 06"],
    [0x7f, "02 01 7f"],
    [0x80, "02 02 00 80"],
    [0x100, "02 02 01 00"],
    [0x010109, "02 03 01 01 09"],
    [0xffffffff, "02 05 00 ff ff ff ff"],
  ])("%i keeps its sign bit clear", (value, bytes) => {
    expect(toHex(unsigned(value))).toBe(bytes);
  });
  it("has another tag where asked", () => {
    expect(toHex(unsigned(300, Tag.TimeTicks))).toBe("43 02 01 2c");
  });
});

describe("an object identifier", () => {
  it.each([
    ["1.3.6.1", "06 03 2b 06 01"],
    ["1.3.6.1.4.1.3183.1.1", "06 09 2b 06 01 04 01 98 6f 01 01"],
    ["2.5.4.128.16384", "06 07 55 04 81 00 81 80 00"],
  ])("%s", (dotted, bytes) => {
    expect(toHex(objectIdentifier(dotted))).toBe(bytes);
  });
});

describe("a length", () => {
  it.each([
    [0, "04 00"],
    [0x7f, "04 7f"],
    [0x80, "04 81 80"],
    [0xff, "04 81 ff"],
    [0x100, "04 82 01 00"],
  ])("of %i bytes", (length, header) => {
    const bytes = tagged(Tag.OctetString, new Uint8Array(length));
    expect(toHex(bytes.subarray(0, bytes.length - length))).toBe(header);
  });
});
