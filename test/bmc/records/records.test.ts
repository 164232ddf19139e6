/** Layouts of sensor data records, IPMI chapter 43. */
import { describe, expect, it } from "vitest";
import {
  fruDeviceLocator,
  managementControllerDeviceLocator,
  oemRecord,
} from "../../../src/bmc/records/device-locators.ts";
import { encodeSdr, idString, sdrHeader, sdrSize } from "../../../src/bmc/records/sdr.ts";
import { decode, encode, type Layout, LayoutError } from "../../../src/codec/layout.ts";
import { hex, toHex } from "../../support/bytes/hex.ts";

describe("the header", () => {
  it("holds the number of bytes that follow", () => {
    const record = encodeSdr(0xc0, oemRecord, { manufacturerId: 343, data: hex("aa bb") });
    expect(toHex(record)).toBe("00 00 51 c0 05 57 01 00 aa bb");
    expect(decode(sdrHeader, record.subarray(0, 5))).toMatchObject({ version: 0x51, type: 0xc0, length: 5 });
    expect(sdrSize(record.subarray(0, 5))).toBe(10);
    expect(sdrSize(record.subarray(0, 4))).toBeUndefined();
  });
});

describe("§43.15 id strings", () => {
  it.each([
    ["none", "", "c0"],
    ["two characters", "P1", "c2 50 31"],
    ["Latin 1", "Lüfter", "c6 4c fc 66 74 65 72"],
    ["sixteen characters", "0123456789abcdef", "d0 30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66"],
  ])("%s", (_title, text, bytes) => {
    expect(toHex(encode(idString, text))).toBe(bytes);
    expect(decode(idString, hex(bytes))).toBe(text);
  });
  it("one character gets a space, as a length of 1 is reserved", () => {
    expect(toHex(encode(idString, "A"))).toBe("c2 41 20");
  });
  it("seventeen characters are refused", () => {
    expect(() => encode(idString, "0123456789abcdefg")).toThrow(LayoutError);
  });
  it.each([
    ["BCD plus", "42 12 3d", "123:"],
    ["6-bit ASCII", "83 29 dc a6", "IPMI"],
    ["Unicode", "04 43 00 50 00", "CP"],
    ["31 bytes", `df ${"41 ".repeat(31).trim()}`, "A".repeat(31)],
  ])("encodings of other machines are read: %s", (_title, bytes, text) => {
    expect(decode(idString, hex(bytes))).toBe(text);
  });
});

describe("locators, both ways", () => {
  function bothWays<T>(layout: Layout<T>, bytes: string): void {
    expect(toHex(encode(layout, decode(layout, hex(bytes))))).toBe(bytes);
  }
  it("§43.8 FRU device", () => bothWays(fruDeviceLocator, "20 05 98 10 00 10 02 07 01 00 c2 50 31"));
  it("§43.9 management controller", () =>
    bothWays(managementControllerDeviceLocator, "c0 01 ee 29 00 00 00 07 02 00 c2 50 31"));
});
