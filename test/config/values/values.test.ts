/** Byte strings, byte patterns, GUIDs and the search for a meant name. */
import { describe, expect, test } from "vitest";
import { guidFromName } from "../../../src/config/values/guid.ts";
import { bytePattern, bytes } from "../../../src/config/values/values.ts";
import { nearest } from "../../../src/text/suggest.ts";

describe("bytes", () => {
  test.each<{ value: unknown; expected: readonly number[] | undefined }>([
    { value: "", expected: [] },
    { value: "de ad be ef", expected: [0xde, 0xad, 0xbe, 0xef] },
    { value: "DEADbeef", expected: [0xde, 0xad, 0xbe, 0xef] },
    { value: " 01  02 ", expected: [1, 2] },
    { value: [0, 255], expected: [0, 255] },
    { value: [256], expected: undefined },
    { value: "0x01", expected: undefined },
    { value: "012", expected: undefined },
    { value: "1 2", expected: undefined },
    { value: "01 02 03 04 05", expected: undefined },
    { value: 12, expected: undefined },
  ])("$value", ({ value, expected }) => {
    expect(bytes(0, 4).safeParse(value).data).toEqual(expected && Uint8Array.from(expected));
  });
});

describe("a pattern of bytes", () => {
  test.each([
    { value: "", expected: { bytes: [], open: false } },
    { value: "*", expected: { bytes: [], open: true } },
    { value: "01 ?? 0A", expected: { bytes: [1, null, 10], open: false } },
    { value: "01??*", expected: { bytes: [1, null], open: true } },
    { value: "* 01", expected: undefined },
    { value: "0?", expected: undefined },
    { value: "1", expected: undefined },
  ])("$value", ({ value, expected }) => {
    expect(bytePattern().safeParse(value).data).toEqual(expected);
  });
});

describe("a GUID made from a name", () => {
  test("has version 5 and RFC 4122's variant", () => {
    expect(guidFromName("vm0")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test("never changes, as guests remember it", () => {
    expect(guidFromName("bmc/device")).toBe("007514ec-c931-5402-9d98-232b76016100");
    expect(guidFromName("bmc/system")).toBe("5e13ca32-70d1-59f3-9b73-4d792ccc8a0d");
  });
});

test.each([
  { name: "manufaturerId", meant: "manufacturerId" },
  { name: "MANUFACTURER-ID", meant: "manufacturerId" },
  { name: "manufacturer_id", meant: "manufacturerId" },
  { name: "prodctId", meant: "productId" },
  { name: "i", meant: "id" },
  { name: "ip", meant: "id" },
  { name: "colour", meant: undefined },
  { name: "", meant: undefined },
])("$name: did you mean $meant?", ({ name, meant }) => {
  expect(nearest(name, ["id", "manufacturerId", "productId"])).toBe(meant);
});
