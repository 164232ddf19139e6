/** FRU inventories as bytes and as words (FRU Information Storage Definition 1.0). */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeFru, encodeFru, type FruInventoryWords } from "../../../../src/bmc/records/fru/inventory.ts";
import { CHASSIS_TYPES, LANGUAGES } from "../../../../src/bmc/records/fru/names.ts";
import { hex, toHex } from "../../../support/bytes/hex.ts";
import { EVERY_WORD } from "../../../support/machine/fru-words.ts";

describe("an inventory", () => {
  test("with every field is read as it was written", () => {
    expect(decodeFru(encodeFru(EVERY_WORD))).toEqual({ ...EVERY_WORD, damage: [] });
  });

  test("without a field is a common header (§8)", () => {
    expect(toHex(encodeFru({}))).toBe("01 00 00 00 00 00 00 ff");
    expect(decodeFru(encodeFru({}))).toEqual({ damage: [] });
  });

  test("has a board area as §11 has it", () => {
    const board = { manufactured: "1996-01-01T00:01Z", manufacturer: "Acme", custom: ["ok"] };
    expect(toHex(encodeFru({ board }))).toBe(
      "01 00 00 01 00 00 00 fe " + "01 03 19 01 00 00 c4 41 63 6d 65 c0 c0 c0 c0 c2 6f 6b c1 00 00 00 00 4b",
    );
  });

  test.each([
    // The example of §18.6.1. The printed second mask lacks the bit of code 23, although the section's table has it.
    {
      record: {
        baseCompatibility: {
          manufacturerId: 0x0157,
          entityId: 10,
          base: 1,
          codes: [23, 10, 11, 12, 13, 14, 15, 16, 22],
        },
      },
      bytes: "04 82 08 3c 36 57 01 00 0a 01 0a 3f 18",
    },
    // The first example of table 18-8.
    {
      record: { managementAccess: { kind: "systemUrl", text: "http://192.168.0.1" } },
      bytes: "03 82 13 81 e7 01 68 74 74 70 3a 2f 2f 31 39 32 2e 31 36 38 2e 30 2e 31",
    },
    {
      record: {
        powerSupply: {
          capacityWatts: 0x320,
          inrushMs: 0,
          inputRanges: [{ lowVolts: 90, highVolts: 264 }],
          inputHertz: { low: 47, high: 63 },
          dropoutMs: 20,
          features: {
            predictiveFail: false,
            powerFactorCorrection: true,
            autoswitch: false,
            hotSwap: true,
            twoPulsesOrActiveLow: false,
          },
          combined: { first: "5 V", second: "3.3 V", watts: 120 },
          tachometerThreshold: 0,
        },
      },
      bytes: "00 82 18 d9 8d 20 03 ff ff ff 00 28 23 20 67 00 00 00 00 2f 3f 14 0a ff 0f 23 78 00 00",
    },
    {
      record: {
        dcOutput: {
          output: { number: 1, standby: true },
          nominalVolts: -12,
          lowestVolts: -12.6,
          highestVolts: -11.4,
          rippleMillivolts: 120,
          minimumAmps: 0.5,
          maximumAmps: 62.5,
        },
      },
      bytes: "01 82 0d 19 57 81 50 fb 14 fb 8c fb 78 00 f4 01 24 f4",
    },
  ] as const)("has the record $bytes", ({ record, bytes }) => {
    expect(toHex(encodeFru({ multirecords: [record] }))).toBe(`01 00 00 00 00 01 00 fe ${bytes}`);
  });

  test.each([
    "2024-02-30",
    "1996-01-01",
    "1996-01-01T00:00Z",
    "2027-11-24T20:16Z",
    "2024-05-06T07:08+02:00",
    "2024-05-06T07:08:30Z",
    "6 May 2024",
  ])("has no board of %s", (manufactured) => {
    expect(() => encodeFru({ board: { manufactured } })).toThrow(
      "board.manufactured: expected a date, and a time in UTC if any, such as 2024-05-06T07:08Z, " +
        "from 1996-01-01T00:01Z to 2027-11-24T20:15Z",
    );
  });

  test.each(["2024-02-29", "2027-11-24T20:15Z", "2024-05-06 07:08", "2024-05-06T07:08:00Z"])(
    "has a board of %s",
    (manufactured) => {
      expect(decodeFru(encodeFru({ board: { manufactured } })).board?.manufactured).toMatch(
        new RegExp(`^${manufactured.slice(0, 10)}T`),
      );
    },
  );

  test("names the place of text that cannot be encoded", () => {
    const custom = ["fine", "A".repeat(64)];
    expect(() => encodeFru({ product: { custom } })).toThrow("product.custom.1: expected 63 bytes at most, got 64");
    expect(() => encodeFru({ product: { custom: new Array(40).fill("A".repeat(60)) } })).toThrow(
      "product: expected fields that fit an area of 2040 bytes: 412 too many",
    );
    const boards = { custom: new Array(30).fill("A".repeat(63)) };
    expect(() => encodeFru({ board: boards, product: boards })).not.toThrow();
    expect(() => encodeFru({ board: boards, product: boards, multirecords: EVERY_WORD.multirecords })).toThrow(
      "multirecords: expected the area to begin 2040 bytes in at most",
    );
  });

  test("has every language of table 15-1 and every chassis type of SMBIOS", () => {
    expect([LANGUAGES[1], LANGUAGES[25], LANGUAGES[136]]).toEqual(["aa", "en", "zu"]);
    expect([CHASSIS_TYPES[0x01], CHASSIS_TYPES[0x17], CHASSIS_TYPES[0x24]]).toEqual([
      "other",
      "rack mount chassis",
      "stick pc",
    ]);
  });
});

describe("reads a damaged inventory up to the damage", () => {
  const BOARD = "01 00 00 01 00 00 00 fe 01 03 19 01 00 00 c4 41 63 6d 65 c0 c0 c0 c0 c2 6f 6b c1 00 00 00 00 4b";
  const read = { language: "en", manufactured: "1996-01-01T00:01Z", manufacturer: "Acme", custom: ["ok"] };

  interface Damaged {
    readonly title: string;
    readonly from?: string;
    readonly to?: string;
    readonly whole?: string;
    readonly words: FruInventoryWords;
    readonly damage: readonly string[];
  }

  test.each<Damaged>([
    { title: "whole", words: { board: read }, damage: [] },
    {
      title: "header checksum",
      from: "fe 01",
      to: "fd 01",
      words: { board: read },
      damage: ["common header: wrong checksum"],
    },
    { title: "area checksum", from: "4b", to: "4c", words: { board: read }, damage: ["board: wrong checksum"] },
    {
      title: "area version",
      from: "01 03 19",
      to: "02 03 19",
      words: { board: read },
      damage: ["board: format version 2, expected 1", "board: wrong checksum"],
    },
    {
      title: "area longer than the device",
      from: "01 03 19",
      to: "01 04 19",
      words: { board: read },
      damage: ["board: 32 bytes long, but the device has 24"],
    },
    {
      title: "area outside the device",
      from: "01 00 00 00 fe",
      to: "04 00 00 00 fb",
      words: {},
      damage: ["board: starts at 32, but the device has 32 bytes"],
    },
    {
      title: "field longer than the area",
      from: "c2 6f",
      to: "ff 6f",
      words: { board: { language: "en", manufactured: "1996-01-01T00:01Z", manufacturer: "Acme" } },
      damage: ["board: wrong checksum", "board: unreadable from here on: expected 63 bytes more, got 7"],
    },
    {
      title: "fields that end early",
      from: "c0 c0 c0 c0",
      to: "c0 c1 c0 c0",
      words: { board: { language: "en", manufactured: "1996-01-01T00:01Z", manufacturer: "Acme" } },
      damage: ["board: wrong checksum", "board: unreadable from here on: the fields end before serialNumber"],
    },
    {
      title: "text that is not BCD",
      from: "c2 6f 6b c1 00 00 00 00 4b",
      to: "42 6f 6b c1 00 00 00 00 cb",
      words: { board: { ...read, custom: [{ text: "6f 6b", encoding: "binary" }] } },
      damage: ["board: custom[0]: expected digits 0h to Ch, got Fh; shown as bytes"],
    },
    {
      title: "erased",
      whole: "ff ff ff ff ff ff ff ff",
      words: {},
      damage: ["no inventory: expected a common header of format version 1, got ffh"],
    },
    { title: "short", whole: "01", words: {}, damage: ["no inventory: expected a common header of 8 bytes, got 1"] },
    {
      title: "records that do not end",
      whole: "01 00 00 00 00 01 00 fe c0 02 01 ff 3e 01",
      words: { multirecords: [{ bytes: { type: 0xc0, version: 2, data: "01" } }] },
      damage: ["multirecords: [1]: unreadable from here on: expected 5 bytes more, got 0"],
    },
    {
      title: "record checksum",
      whole: "01 00 00 00 00 01 00 fe 0b 82 01 fe 74 01",
      words: { multirecords: [{ bytes: { type: 0x0b, version: 2, data: "01" } }] },
      damage: ["multirecords: [0]: wrong checksum of the record"],
    },
    {
      title: "checksum of a record's header",
      whole: "01 00 00 00 00 01 00 fe 0b 82 01 ff 74 01",
      words: { multirecords: [] },
      damage: ["multirecords: [0]: unreadable from here on: wrong checksum of the header"],
    },
  ])("$title", ({ from = "", to = "", whole = BOARD.replace(from, to), words, damage }) => {
    expect(decodeFru(hex(whole))).toEqual({ ...words, damage });
  });

  test("reads any bytes that a guest writes", () => {
    const inventory = encodeFru(EVERY_WORD);
    const writes = fc.array(fc.tuple(fc.nat(inventory.length - 1), fc.nat(0xff)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(writes, (bytes) => {
        const written = Uint8Array.from(inventory);
        for (const [at, byte] of bytes) written[at] = byte;
        const { damage, ...words } = decodeFru(written);
        if (damage.length === 0) expect(decodeFru(encodeFru(words))).toEqual({ ...words, damage });
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void decodeFru(Uint8Array.of(1, ...bytes))));
  });
});
