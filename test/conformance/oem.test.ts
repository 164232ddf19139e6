/** Commands that configuration declares, IPMI §5.1. */
import { describe } from "vitest";
import { conforms } from "../support/conformance.ts";

describe("OEM commands", () => {
  conforms(
    [
      ["any data", "30 01 aa bb", "00 de ad"],
      ["no data either", "30 01", "00 de ad"],
      ["the first entry that fits", "30 02 01 99", "00 01"],
      ["the second, where the first does not fit", "30 02 02", "00 02"],
      ["none fits", "30 02 03", "cc"],
      ["longer than an exact match", "30 02 02 00", "cc"],
      ["a prefix alone", "30 02 01", "00 01"],
      ["any byte", "30 03 05 77 06", "00 03"],
      ["any byte, but there must be one", "30 03 05 06", "cc"],
      ["a refusal with data", "30 04", "81 99"],
      ["before a built-in command", "06 01", "00 01 02"],
      ["the built-in command, where no entry fits", "06 04", "00 55 00"],
      ["the built-in command's own entry", "06 04 77", "00 77"],
      ["nobody's command", "30 05", "c1"],
    ],
    {
      oemCommands: [
        { netFn: 0x30, cmd: 1, data: "de ad" },
        { netFn: 0x30, cmd: 2, match: "01 *", data: "01" },
        { netFn: 0x30, cmd: 2, match: "02", data: "02" },
        { netFn: 0x30, cmd: 3, match: "05 ?? 06", data: "03" },
        { netFn: 0x30, cmd: 4, completionCode: 0x81, data: "99" },
        { netFn: 0x06, cmd: 1, data: "01 02" },
        { netFn: 0x06, cmd: 4, match: "77", data: "77" },
      ],
    },
  );
});
