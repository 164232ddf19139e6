/** The `frus` section: FRU inventory devices. */
import { bytes, flag, group, integer, listOf, text } from "./values.ts";

const MAX_SIZE = 0xffff;

const fru = group({
  id: integer(0, 0xfe)
    .describe("FRU device ID, 0 to 0xfe; 0 is the one of the board that the BMC is on.")
    .meta({ examples: [0] }),
  size: integer(1, MAX_SIZE).default(2048).describe("Bytes, 1 to 65535; even where access is by words."),
  name: text("a name of 1 to 16 characters")
    .regex(/^[ -~]{1,16}$/, "a name of 1 to 16 characters")
    .optional()
    .describe("What its locator record calls it, 1 to 16 characters; left out: FRU and the ID."),
  data: bytes(0, MAX_SIZE)
    .prefault("")
    .describe(
      "Content from offset 0 on, as many bytes as the size at most; the rest reads FFh, like an erased EEPROM.",
    ),
  accessByWords: flag().default(false).describe("Whether it is accessed by words of two bytes."),
  writeProtected: flag().default(false).describe("Whether writes are answered 80h."),
}).superRefine(({ size, data, accessByWords }, context) => {
  if (data.length > size) {
    context.addIssue({ code: "custom", path: ["data"], message: `${size} bytes at most, as the size says` });
  }
  if (accessByWords && size % 2 !== 0) {
    context.addIssue({ code: "custom", path: ["size"], message: "an even number, as access is by words" });
  }
});

/** A common header without areas: the least that tools take for an inventory. */
const EMPTY_INVENTORY = "01 00 00 00 00 00 00 ff";

export const frus = listOf(fru)
  .prefault([])
  .superRefine((devices, context) => {
    for (const [index, { id }] of devices.entries()) {
      if (devices.findIndex((other) => other.id === id) === index) continue;
      context.addIssue({ code: "custom", path: [index, "id"], message: "an ID that no other FRU device has" });
    }
  })
  .transform((devices) =>
    devices.some(({ id }) => id === 0) ? devices : [fru.parse({ id: 0, data: EMPTY_INVENTORY }), ...devices],
  );
