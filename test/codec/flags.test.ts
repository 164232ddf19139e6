import { describe, expect, it } from "vitest";
import { flagFields, flags, flagsOf } from "../../src/codec/flags.ts";
import { decode, encode, LayoutError } from "../../src/codec/layout.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

const NAMES = ["sensor", "sel", "fru"] as const;

describe("flags", () => {
  it.each([
    ["none", [], "00"],
    ["the first name is bit 0", ["sensor"], "01"],
    ["the last", ["fru"], "04"],
    ["all", [...NAMES], "07"],
  ] as const)("%s", (_title, names, bytes) => {
    expect(toHex(encode(flags(NAMES), names))).toBe(bytes);
    expect(decode(flags(NAMES), hex(bytes))).toEqual(names);
  });
  it("writes names in any order, and reads them in the order of their bits", () => {
    expect(decode(flags(NAMES), encode(flags(NAMES), ["fru", "sensor"]))).toEqual(["sensor", "fru"]);
  });
  it("ignores bits without a name", () => expect(decode(flags(NAMES), hex("f9"))).toEqual(["sensor"]));
  it("names bits of several bytes", () => {
    const names = Array.from({ length: 9 }, (_, at) => `bit${at}`);
    expect(toHex(encode(flags(names, 2), ["bit8", "bit0"]))).toBe("01 01");
    expect(decode(flags(names, 2), hex("00 01"))).toEqual(["bit8"]);
  });
  it.each(["", "00 00"])("refuses the wrong number of bytes: %j", (bytes) => {
    expect(() => decode(flags(NAMES), hex(bytes))).toThrow(LayoutError);
  });
});

describe("flag fields", () => {
  it("has a boolean for each name, the highest bit first", () => {
    const values = decode(flagFields(NAMES), hex("05"));
    expect(Object.entries(values)).toEqual([
      ["fru", true],
      ["sel", false],
      ["sensor", true],
    ]);
    expect(toHex(encode(flagFields(NAMES), values))).toBe("05");
    expect(flagsOf(NAMES, ["fru", "sensor"])).toEqual(values);
  });
});
