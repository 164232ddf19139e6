/** The `frus` section: FRU inventory devices, with their content by field, as bytes, or from a file. */
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
      .describe("FRU device ID, 0 to 0xfe. 0 is the board with the BMC.")
      .meta({ examples: [0] }),
    size: integer(1, MAX_SIZE)
      .optional()
      .describe(
        "Size in bytes, 1 to 65535; even with accessByWords. Defaults to the file's size, otherwise to 2048 or more.",
      )
      .meta({ examples: [USUAL_SIZE] }),
    name: text("a name of 1 to 16 characters")
      .regex(/^[ -~]{1,16}$/, "a name of 1 to 16 characters")
      .optional()
      .describe("Name in the locator record, 1 to 16 characters. Defaults to FRU and the ID."),
    entity: entity
      .prefault("system board 1")
      .describe("Entity of the device: text such as power supply 2, or a mapping of id (§43.14) and instance."),
    accessByWords: flag().default(false).describe("Whether the device is accessed by words of two bytes."),
    writeProtected: flag().default(false).describe("Whether writes are refused with 80h."),
    internalUse: internalUse(),
    chassis: chassis.optional().describe("Chassis info area."),
    board: board.optional().describe("Board info area."),
    product: product.optional().describe("Product info area."),
    multirecords: multirecords(),
    data: bytes(0, MAX_SIZE)
      .optional()
      .describe("Instead of areas: bytes from offset 0, at most the size. The rest reads FFh, like an erased EEPROM.")
      .meta({ examples: ["01 00 00 00 00 00 00 ff"] }),
    file: fileName()
      .optional()
      .describe(
        "Instead of areas: a file with the bytes, as ipmitool fru read writes it. Its name is relative to this file.",
      )
      .meta({ examples: ["board.bin"] }),
  }),
);

const fru = lazily(() =>
  device.transform(({ id, name, entity, size, accessByWords, writeProtected, ...content }, context) => {
    const report = (path: readonly PropertyKey[], message: string) =>
      context.addIssue({ code: "custom", path: [...path], message, params: { sentence: true } });
    const data = Uint8Array.from(contentOf(content, report));
    const bytes = size ?? sizeFor(data.length, content.file !== undefined);
    if (data.length > bytes) {
      const place = size === undefined ? ["file"] : ["size"];
      report(place, `the content has ${data.length} bytes; expected at most ${bytes}`);
    }
    if (accessByWords && bytes % 2 !== 0) {
      report(
        [size === undefined ? "file" : "size"],
        `the size is ${bytes} bytes; expected an even number, as access is by words`,
      );
    }
    return { id, name, entity, size: bytes, data, accessByWords, writeProtected };
  }),
);

/** Returns the default size: that of the file, otherwise the usual size or the next power of two that fits. */
function sizeFor(length: number, isWhole: boolean): number {
  const size = isWhole ? Math.max(1, length) : Math.max(USUAL_SIZE, 2 ** Math.ceil(Math.log2(length)));
  return Math.min(size, MAX_SIZE);
}

/** The default device. Its content is a common header without areas, the minimum that tools accept. */
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
