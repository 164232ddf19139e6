/** The `frus` section: FRU inventory devices, whose content is words, bytes, or a file. */
import type { z } from "zod";
import { entity } from "../values/entities.ts";
import { bytes, fileName, flag, group, integer, lazily, listOf, text } from "../values/values.ts";
import { board, chassis, internalUse, product } from "./areas.ts";
import { contentOf } from "./content.ts";
import { multirecords } from "./multirecords.ts";

const MAX_SIZE = 0xffff;
const USUAL_SIZE = 2048;

const device = lazily(() =>
  group({
    id: integer(0, 0xfe)
      .describe("FRU device ID, 0 to 0xfe; 0 is the one of the board that the BMC is on.")
      .meta({ examples: [0] }),
    size: integer(1, MAX_SIZE)
      .optional()
      .describe(
        "Bytes, 1 to 65535; even where access is by words. Left out: the file's size, or 2048, or as much more as it takes.",
      )
      .meta({ examples: [USUAL_SIZE] }),
    name: text("a name of 1 to 16 characters")
      .regex(/^[ -~]{1,16}$/, "a name of 1 to 16 characters")
      .optional()
      .describe("What its locator record calls it, 1 to 16 characters; left out: FRU and the ID."),
    entity: entity
      .prefault("system board 1")
      .describe("What it belongs to: text such as power supply 2, or a mapping of id (§43.14) and instance."),
    accessByWords: flag().default(false).describe("Whether it is accessed by words of two bytes."),
    writeProtected: flag().default(false).describe("Whether writes are answered 80h."),
    internalUse: internalUse(),
    chassis: chassis.optional().describe("Chassis info area."),
    board: board.optional().describe("Board info area."),
    product: product.optional().describe("Product info area."),
    multirecords: multirecords(),
    data: bytes(0, MAX_SIZE)
      .optional()
      .describe(
        "Instead of areas: bytes from offset 0 on, as many as the size at most; the rest reads FFh, like an erased EEPROM.",
      )
      .meta({ examples: ["01 00 00 00 00 00 00 ff"] }),
    file: fileName()
      .optional()
      .describe(
        "Instead of areas: a file of its bytes, such as ipmitool fru read writes. Its name is relative to this file.",
      )
      .meta({ examples: ["board.bin"] }),
  }),
);

const fru = lazily(() =>
  device.transform(({ id, name, entity, size, accessByWords, writeProtected, ...content }, context) => {
    const report = (path: readonly PropertyKey[], message: string) =>
      context.addIssue({ code: "custom", path: [...path], message, params: { sentence: true } });
    const data = contentOf(content, report);
    const bytes = size ?? sizeFor(data.length, content.file !== undefined);
    if (data.length > bytes) {
      const place = size === undefined ? ["file"] : ["size"];
      report(place, `${bytes} bytes, where its content has ${data.length}: ${data.length - bytes} too many`);
    }
    if (accessByWords && bytes % 2 !== 0) {
      report(
        [size === undefined ? "file" : "size"],
        `expected an even number of bytes, as access is by words; got ${bytes}`,
      );
    }
    return { id, name, entity, size: bytes, data, accessByWords, writeProtected };
  }),
);

/** A file is the whole device; for the rest there is what is usual, or the next power of two. */
function sizeFor(length: number, isWhole: boolean): number {
  const size = isWhole ? Math.max(1, length) : Math.max(USUAL_SIZE, 2 ** Math.ceil(Math.log2(length)));
  return Math.min(size, MAX_SIZE);
}

/** Its content is a common header without areas: the least that tools take for an inventory. */
const EMPTY_DEVICE: z.output<typeof fru> = {
  id: 0,
  name: undefined,
  entity: { id: 0x07, instance: 1, logical: false },
  size: USUAL_SIZE,
  data: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0xff),
  accessByWords: false,
  writeProtected: false,
};

export const frus = () =>
  listOf(fru)
    .superRefine((devices, context) => {
      for (const [index, { id }] of devices.entries()) {
        if (devices.findIndex((other) => other.id === id) === index) continue;
        context.addIssue({ code: "custom", path: [index, "id"], message: "an ID that no other FRU device has" });
      }
    })
    .transform((devices) => (devices.some(({ id }) => id === 0) ? devices : [EMPTY_DEVICE, ...devices]));
