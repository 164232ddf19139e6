/** The `frus` section: content in words, as a file, as bytes; and the messages about mistakes. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeFru, encodeFru } from "../../../src/bmc/records/fru/inventory.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { toHex } from "../../support/bytes/hex.ts";
import { complaint, directory, fileWith } from "../../support/config/config.ts";
import { EVERY_WORD } from "../../support/machine/fru-words.ts";

const frusOf = (yaml: string) => loadConfig(fileWith(yaml)).machines[0]?.frus ?? [];

const WORDS = `
frus:
  - id: 0
    chassis: { type: rack mount chassis, serialNumber: { text: "0123-45", encoding: bcd } }
    board: { manufactured: 2024-05-06, manufacturer: Acme, custom: [{ text: ABC, encoding: 6bit }] }
    product: { language: ja, productName: 東京, assetTag: "7" }
    multirecords:
      - dcLoad:
          { output: { number: 1 }, nominalVolts: 12, lowestVolts: 11.4, highestVolts: 12.6, maximumAmps: 20 }
`;

test("the codes of a compatibility record may be more than a function takes arguments", () => {
  const codes = new Array<number>(200_000).fill(200);
  const file = fileWith(
    JSON.stringify({
      frus: [{ id: 0, multirecords: [{ baseCompatibility: { manufacturerId: 1, entityId: 1, base: 1, codes } }] }],
    }),
  );
  expect(() => loadConfig(file)).toThrow("expected a first code from 1 to 126");
});

describe("a device", () => {
  test("in words", () => {
    const [device] = frusOf(WORDS);
    expect(device?.size).toBe(2048);
    expect(decodeFru(device?.data ?? new Uint8Array())).toEqual({
      chassis: { type: "rack mount chassis", serialNumber: { text: "0123-45", encoding: "bcd" } },
      board: {
        language: "en",
        manufactured: "2024-05-06T00:00Z",
        manufacturer: "Acme",
        custom: [{ text: "ABC", encoding: "6bit" }],
      },
      product: { language: "ja", productName: "東京", assetTag: "7" },
      multirecords: [
        {
          dcLoad: {
            output: { number: 1 },
            nominalVolts: 12,
            lowestVolts: 11.4,
            highestVolts: 12.6,
            rippleMillivolts: 0,
            minimumAmps: 0,
            maximumAmps: 20,
          },
        },
      ],
      damage: [],
    });
  });

  test("in every word that shows a device", () => {
    const [device] = frusOf(JSON.stringify({ frus: [{ id: 0, ...EVERY_WORD }] }));
    expect(toHex(device?.data ?? new Uint8Array())).toBe(toHex(encodeFru(EVERY_WORD)));
  });

  test("in a file, named relative to the configuration, has the file's size", () => {
    const content = encodeFru({ board: { manufacturer: "Acme" } });
    writeFileSync(join(directory, "board.bin"), content);
    const [device] = frusOf("frus: [{ id: 0, file: board.bin }]");
    expect(device?.size).toBe(content.length);
    expect(toHex(device?.data ?? new Uint8Array())).toBe(toHex(content));
  });

  test("in bytes", () => {
    const [device] = frusOf('frus: [{ id: 0, data: "01 02" }]');
    expect(device?.size).toBe(2048);
    expect(device?.data).toEqual(Uint8Array.of(1, 2));
  });

  test("with more than the usual content gets the next power of two as its size", () => {
    const record = `{ bytes: { type: 0xc0, data: "${"ff".repeat(255)}" } }`;
    const [device] = frusOf(`frus: [{ id: 0, multirecords: [${new Array(8).fill(record).join(", ")}] }]`);
    expect(device?.size).toBe(4096);
  });

  test("without content has no areas", () => {
    expect(frusOf("name: bmc").map(({ id, data }) => [id, toHex(data)])).toEqual([[0, "01 00 00 00 00 00 00 ff"]]);
  });
});

describe("a mistake", () => {
  test.each<{ title: string; yaml: string; says: string }>([
    {
      title: "a field that is too long",
      yaml: `frus:\n  - id: 0\n    board:\n      serialNumber: ${"A".repeat(70)}\n`,
      says: "bmc.yaml:4:21: frus[0].board.serialNumber: expected 63 bytes at most, got 70: 7 too many",
    },
    {
      title: "one in each area",
      yaml: "frus:\n  - id: 0\n    board: { productName: 東京 }\n    product: { custom: [a] }\n",
      says:
        'bmc.yaml:3:27: frus[0].board.productName: expected characters of Latin 1, got "東"\n' +
        "bmc.yaml:4:25: frus[0].product.custom[0]: expected two characters or more: a field of one in 8bit is read as the last",
    },
    {
      title: "a character that the encoding does not have",
      yaml: "frus: [{ id: 0, board: { serialNumber: { text: A-1, encoding: bcd } } }]",
      says: 'bmc.yaml:1:40: frus[0].board.serialNumber: expected digits, space, dash and period, got "A"',
    },
    {
      title: "an encoding that does not exist",
      yaml: "frus: [{ id: 0, board: { serialNumber: { text: A-1, encoding: 7bit } } }]",
      says: 'bmc.yaml:1:63: frus[0].board.serialNumber.encoding is "7bit"; expected one of 8bit, 6bit, bcd, unicode, binary',
    },
    {
      title: "a number for text",
      yaml: "frus: [{ id: 0, board: { serialNumber: 0123 } }]",
      says:
        "bmc.yaml:1:40: frus[0].board.serialNumber is 123 (0x7b); expected text, in quotes if it " +
        "could be a number, or { text: …, encoding: 8bit, 6bit, bcd, unicode or binary (text in hex) }",
    },
    {
      title: "a date that does not exist",
      yaml: "frus: [{ id: 0, board: { manufactured: 2024-02-30 } }]",
      says:
        "bmc.yaml:1:40: frus[0].board.manufactured: expected a date, and a time in UTC if any, such as " +
        "2024-05-06T07:08Z, from 1996-01-01T00:01Z to 2027-11-24T20:15Z",
    },
    {
      title: "a language that does not exist",
      yaml: "frus: [{ id: 0, board: { language: German } }]",
      says:
        'bmc.yaml:1:36: frus[0].board.language is "German"; expected a two-letter language code such as en, de or ja, ' +
        "or a number from 0 to 255",
    },
    {
      title: "an unknown key",
      yaml: "frus: [{ id: 0, board: { serial: A1 } }]",
      says: "bmc.yaml:1:26: frus[0].board.serial is not a setting; did you mean serialNumber?",
    },
    {
      title: "two kinds in one record",
      yaml: "frus: [{ id: 0, multirecords: [{}] }]",
      says: "bmc.yaml:1:32: frus[0].multirecords[0] is {}; expected one kind of record",
    },
    {
      title: "a missing file",
      yaml: "frus:\n  - id: 0\n    file: board-2.bin\n",
      says: "bmc.yaml:3:11: frus[0].file is board-2.bin: there is no such file",
    },
    {
      title: "two contents",
      yaml: 'frus:\n  - id: 0\n    board: {}\n    data: "01"\n',
      says: "bmc.yaml:4:11: frus[0].data: the area board is set too; expected one of the two",
    },
    {
      title: "a device too small for its content",
      yaml: "frus:\n  - id: 0\n    size: 16\n    board: { manufacturer: Acme }\n",
      says: "bmc.yaml:3:11: frus[0].size: the content has 32 bytes; expected at most 16",
    },
    {
      title: "half a word at the end",
      yaml: "frus: [{ id: 0, size: 17, accessByWords: true }]",
      says: "bmc.yaml:1:23: frus[0].size: the size is 17 bytes; expected an even number, as access is by words",
    },
    {
      title: "two devices of one ID",
      yaml: "frus: [{ id: 1 }, { id: 1 }]",
      says: "bmc.yaml:1:25: frus[1].id is 1; expected an ID that no other FRU device has",
    },
  ])("$title", ({ yaml, says }) => {
    expect(complaint(fileWith(yaml))).toBe(says);
  });

  test("lists the chassis types for an unknown one", () => {
    expect(complaint(fileWith("frus: [{ id: 0, chassis: { type: rack } }]"))).toMatch(
      /^bmc\.yaml:1:34: frus\[0\]\.chassis\.type is "rack"; expected a code from 0 to 0xff, or one of other, .* rack mount chassis, /,
    );
  });
});
