/** The output of sdrcomp, as text and as a stream: the records that persist_sdr gives a controller. */
import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/schema/schema.ts";
import { importIpmiSim } from "../../../src/import/ipmi-sim/machine.ts";
import { persistedSdrs } from "../../../src/import/ipmi-sim/persisted-sdrs.ts";
import { Notes } from "../../../src/import/notes.ts";
import { plain } from "../../../src/import/settings.ts";
import { hex, toHex } from "../../support/bytes/hex.ts";

const FIRST = "01 00 51 c0 05 57 01 00 22 5c";
const SECOND = "02 00 51 03 14 20 00 00 07 01 23 6f 00 00 00 00 c8 77 61 74 63 68 64 6f 67";

/** The text form of sdrcomp 2.0.33: the last record first, printable characters as themselves. */
const TEXT = `last_add_time:i:1795926185
2:d:\\02\\00Q\\03\\14 \\00\\00\\07\\01#o\\00\\00\\00\\00\\c8watchdog
1:d:\\01\\00Q\\c0\\05W\\01\\00"\\5c
last_erase_time:i:0
`;

function read(bytes: Uint8Array) {
  const notes = new Notes();
  return { records: persistedSdrs("sdr", bytes, notes).map(toHex), notes: notes.lines };
}

describe("the output of sdrcomp", () => {
  it("has its records in the order of their IDs in a text file", () => {
    expect(read(Buffer.from(TEXT, "latin1"))).toEqual({ records: [FIRST, SECOND], notes: [] });
  });

  it("has them one after the other in a stream", () => {
    expect(read(hex(`${FIRST} ${SECOND}`))).toEqual({ records: [FIRST, SECOND], notes: [] });
  });

  it("has the whole ones of a stream that is cut off", () => {
    expect(read(hex(`${FIRST} 02 00 51`))).toEqual({
      records: [FIRST],
      notes: ["sdr: dropped: record 2, from byte 10 on, is cut off: expected at least 5 bytes, got 3"],
    });
  });

  it("reports lines without a record", () => {
    expect(read(Buffer.from("1:d:\\01\\00Q\\c0\\05W\nnothing\n"))).toEqual({
      records: [],
      notes: ["sdr:1: dropped: not a whole record", "sdr:2: dropped, not a line of sdrcomp: nothing"],
    });
  });
});

describe("persist_sdr", () => {
  const EMU = `mc_add 0x20 0 no-device-sdrs 3 9 8 0x9f 0x1291 0xf02 persist_sdr
mc_enable 0x20
main_sdr_add 0x20 ${FIRST.replaceAll(/(\w\w)/g, "0x$1")}
`;
  const imported = (sdr?: { file: string; bytes: Uint8Array }) => {
    const notes = new Notes();
    const files = { read: (file: string) => (file === "lan.conf" ? "" : EMU), nameFor: (file: string) => file };
    const settings = plain(importIpmiSim({ lanConf: "lan.conf", emu: "a.emu", sdr, files }, notes));
    return { sdrs: configSchema.parse(settings).sdrs.map(toHex), notes: notes.lines };
  };

  it("begins the repository with the file's records", () => {
    expect(imported({ file: "sdr.20.main", bytes: Buffer.from(TEXT, "latin1") })).toEqual({
      sdrs: [FIRST, SECOND, FIRST],
      notes: [],
    });
  });

  it("takes more records than a function takes arguments", () => {
    const records = 200_000;
    const bytes = Buffer.alloc(5 * records, Uint8Array.of(0x01, 0x00, 0x51, 0xc0, 0x00));
    const notes = new Notes();
    const files = { read: (file: string) => (file === "lan.conf" ? "" : EMU), nameFor: (file: string) => file };
    const settings = importIpmiSim({ lanConf: "lan.conf", emu: "a.emu", sdr: { file: "main", bytes }, files }, notes);
    expect(plain(settings)).toMatchObject({ sdrs: { length: records + 1 } });
  });

  it("reports a missing file, and how to give it", () => {
    expect(imported()).toEqual({
      sdrs: [FIRST],
      notes: [
        "a.emu: dropped: persist_sdr: the records in sdr.20.main of ipmi_sim's state directory; give it by --sdr",
      ],
    });
  });
});
