/** Fields of FRU areas, bytes both ways (FRU Information Storage Definition 1.0, §13). */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeField, encodeField, type FruField } from "../../../../src/bmc/records/fru/field.ts";
import { ByteReader, ByteWriter } from "../../../../src/codec/layout.ts";
import { toHex } from "../../../support/bytes/hex.ts";

function fieldBytes(field: FruField, english = true): string {
  const output = new ByteWriter();
  encodeField(field, english, output);
  return toHex(output.finish());
}

describe("§13 fields", () => {
  test.each<{ field: FruField; english?: boolean; bytes: string }>([
    { field: "IPMI", bytes: "c4 49 50 4d 49" },
    { field: "Größe", bytes: "c5 47 72 f6 df 65" },
    { field: "Größe", english: false, bytes: "ca 47 00 72 00 f6 00 df 00 65 00" },
    { field: "東", english: false, bytes: "c2 71 67" },
    { field: "", bytes: "c0" },
    { field: "", english: false, bytes: "c0" },
    { field: { text: "", encoding: "bcd" }, bytes: "c0" },
    { field: { text: "IPMI", encoding: "6bit" }, bytes: "83 29 dc a6" },
    { field: { text: "IP", encoding: "6bit" }, english: false, bytes: "82 29 0c" },
    { field: { text: "0123-45", encoding: "bcd" }, bytes: "44 01 23 b4 5a" },
    { field: { text: "1.5 ", encoding: "bcd" }, bytes: "42 1c 5a" },
    { field: { text: "de ad be ef", encoding: "binary" }, bytes: "04 de ad be ef" },
    { field: "7", bytes: "81 17" },
    { field: "A".repeat(63), bytes: `ff${" 41".repeat(63)}` },
  ])("$field is $bytes", ({ field, english = true, bytes }) => {
    expect(fieldBytes(field, english)).toBe(bytes);
  });

  test.each<{ field: FruField; english?: boolean; says: string }>([
    { field: "A".repeat(70), says: "expected 63 bytes at most, got 70: 7 too many" },
    { field: "東京", says: 'expected characters of Latin 1, got "東"' },
    { field: "東".repeat(32), english: false, says: "expected 63 bytes at most, got 64: 1 too many" },
    { field: "\ud83d", english: false, says: "expected whole characters, got half of one" },
    { field: "a", says: "expected two characters or more: a field of one in 8bit is read as the last" },
    {
      field: { text: "7", encoding: "8bit" },
      says: "expected two characters or more: a field of one in 8bit is read as the last",
    },
    { field: { text: "A1", encoding: "bcd" }, says: 'expected digits, space, dash and period, got "A"' },
    { field: { text: "xyz", encoding: "binary" }, says: 'expected bytes in hex ("de ad be ef"), got "x"' },
    {
      field: { text: "Ab", encoding: "6bit" },
      says: 'expected capital letters, digits, space and !"#$%&\'()*+,-./:;<=>?@[\\]^_, got "b"',
    },
    {
      field: { text: "AB", encoding: "unicode" },
      says: "expected encoding 8bit, 6bit, bcd or binary, as the field's language is en",
    },
    {
      field: { text: "AB", encoding: "8bit" },
      english: false,
      says: "expected encoding unicode, 6bit, bcd or binary, as the field's language is not en",
    },
  ])("$field cannot be said", ({ field, english = true, says }) => {
    expect(() => fieldBytes(field, english)).toThrow(says);
  });

  const without = (pattern: RegExp) => (text: string) => !pattern.test(text);
  const unit = (characters: string) => fc.constantFrom(...characters);
  const charactersFrom = (first: number, last: number) =>
    String.fromCharCode(...Array.from({ length: last - first + 1 }, (_, i) => first + i));
  const english = fc.oneof(
    fc.string({ unit: unit(charactersFrom(0x00, 0xff)), minLength: 2, maxLength: 63 }),
    fc.string({ unit: unit(charactersFrom(0x20, 0x5f)), maxLength: 1 }),
  );
  const foreign = fc.string({ unit: "grapheme", maxLength: 15 }).filter((text) => text.length <= 31);
  // The table above has the case of a space in the last place.
  const sixBit = fc
    .string({ unit: unit(charactersFrom(0x20, 0x5f)), minLength: 2, maxLength: 84 })
    .filter(without(/ $/));
  const bcd = fc.string({ unit: unit("0123456789 -."), minLength: 1, maxLength: 126 }).filter(without(/ $/));
  const binary = fc.uint8Array({ minLength: 1, maxLength: 63 }).map(toHex);

  test.each<{ name: string; fields: fc.Arbitrary<FruField>; english: boolean }>([
    { name: "Latin 1", fields: english, english: true },
    { name: "Unicode", fields: foreign, english: false },
    { name: "6-bit", fields: sixBit.map((text) => ({ text, encoding: "6bit" })), english: true },
    { name: "BCD plus", fields: bcd.map((text) => ({ text, encoding: "bcd" })), english: false },
    { name: "bytes", fields: binary.map((text) => ({ text, encoding: "binary" })), english: true },
  ])("any $name is read as it was written", ({ fields, english }) => {
    fc.assert(
      fc.property(fields, (field) => {
        const output = new ByteWriter();
        encodeField(field, english, output);
        const problems: string[] = [];
        const read = decodeField(new ByteReader(output.finish()), english, (problem) => problems.push(problem));
        expect(read).toEqual(field);
        expect(problems).toEqual([]);
      }),
    );
  });
});
