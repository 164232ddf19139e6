/** The `sdrs` section: records as bytes, and in files as ipmitool sdr dump writes them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { hex, toHex } from "../../support/bytes/hex.ts";
import { complaint, directory, fileWith } from "../../support/config/config.ts";

const OEM = "00 00 51 c0 05 57 01 00 aa bb";
const ASSOCIATION = "07 00 51 08 0b 13 01 00 0a 01 0a 02 00 00 00 00";

function dump(name: string, bytes: string): void {
  writeFileSync(join(directory, name), hex(bytes));
}

describe("records", () => {
  it("come from text, lists and files, in order", () => {
    dump("board.sdr", `${ASSOCIATION} ${OEM}`);
    dump("none.sdr", "");
    const yaml = `sdrs: ["${OEM}", { file: board.sdr }, { file: none.sdr }, [0, 0, 0x51, 0xc0, 3, 0x57, 1, 0]]`;
    const [machine] = loadConfig(fileWith(yaml)).machines;
    expect(machine?.sdrs.map(toHex)).toEqual([OEM, ASSOCIATION, OEM, "00 00 51 c0 03 57 01 00"]);
  });
});

describe("mistakes", () => {
  it.each<[string, string, string]>([
    [
      "a record that is not as long as it says",
      `sdrs: ["${OEM} cc"]`,
      'bmc.yaml:1:8: sdrs[0] is "00 00 51 c0 05 57 01 00 aa bb cc"; expected a record whose fifth ' +
        "byte is the number of bytes after it",
    ],
    [
      "no bytes",
      "sdrs: [board.sdr]",
      'bmc.yaml:1:8: sdrs[0] is "board.sdr"; expected a record in hex ("00 00 51 c0 …", in quotes), or { file: NAME }',
    ],
    ["another key", "sdrs: [{ fil: board.sdr }]", "bmc.yaml:1:10: sdrs[0].fil is not a setting; did you mean file?"],
    ["no file", "sdrs: [{ file: absent.sdr }]", `bmc.yaml:1:16: sdrs[0].file is absent.sdr: there is no such file`],
    [
      "a file that is cut off within a record",
      "sdrs: [{ file: cut.sdr }]",
      "bmc.yaml:1:16: sdrs[0].file: cut.sdr: record 2, from byte 10 on, is cut off: expected 16 bytes, got 15",
    ],
    [
      "a file that is cut off within a header",
      "sdrs: [{ file: short.sdr }]",
      "bmc.yaml:1:16: sdrs[0].file: short.sdr: record 1, from byte 0 on, is cut off: expected at least 5 bytes, got 4",
    ],
  ])("%s", (_title, yaml, says) => {
    dump("cut.sdr", `${OEM} ${ASSOCIATION.slice(0, -3)}`);
    dump("short.sdr", "00 00 51 c0");
    expect(complaint(fileWith(yaml))).toBe(says);
  });
});
