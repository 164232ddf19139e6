/** FRU inventory device commands, IPMI chapter 34. */
import { describe, expect, it } from "vitest";
import { conforms } from "../support/machine/conformance.ts";
import { ask, machine } from "../support/machine/machine.ts";

const DEVICES = {
  frus: [
    { id: 0, size: 8, data: "01 02 03 04" },
    { id: 1, size: 8, data: "01 02 03 04 05 06 07 08", accessByWords: true },
    { id: 2, size: 8, writeProtected: true },
    { id: 3, size: 1000 },
  ],
};

describe("§34.1 Get FRU Inventory Area Info", () => {
  conforms(
    [
      ["by bytes", "0a 10 00", "00 08 00 00"],
      ["by words: the size is still in bytes", "0a 10 01", "00 08 00 01"],
      ["more than 255 bytes", "0a 10 03", "00 e8 03 00"],
      ["no such device", "0a 10 04", "cb"],
      ["FFh is reserved", "0a 10 ff", "cb"],
      ["one byte short", "0a 10", "c7"],
      ["one byte long", "0a 10 00 00", "c7"],
    ],
    DEVICES,
  );
  conforms([["the BMC's own, where none is configured", "0a 10 00", "00 00 08 00"]]);
});

describe("§34.2 Read FRU Data", () => {
  conforms(
    [
      ["from the start", "0a 11 00 00 00 02", "00 02 01 02"],
      ["bytes that were never written read FFh", "0a 11 00 03 00 02", "00 02 04 ff"],
      ["fewer at the end", "0a 11 00 06 00 10", "00 02 ff ff"],
      ["from behind the end: C9h", "0a 11 00 08 00 01", "c9"],
      ["nothing", "0a 11 00 00 00 00", "cc"],
      [
        "by words: offset and count returned are of words, the count to read of bytes",
        "0a 11 01 01 00 04",
        "00 02 03 04 05 06",
      ],
      ["by words, an odd count", "0a 11 01 00 00 03", "00 01 01 02"],
      ["by words, one byte: at least a word", "0a 11 01 00 00 01", "00 01 01 02"],
      ["by words, fewer at the end", "0a 11 01 03 00 10", "00 01 07 08"],
      ["by words, from behind the end: C9h", "0a 11 01 04 00 02", "c9"],
      ["no such device", "0a 11 04 00 00 01", "cb"],
      ["one byte short", "0a 11 00 00 00", "c7"],
      ["one byte long", "0a 11 00 00 00 01 00", "c7"],
    ],
    DEVICES,
  );
  it("gives at most 250 bytes at once, which a BT message holds", () => {
    const to = machine(DEVICES);
    expect(ask(to, "0a 11 03 00 00 ff")).toMatch(/^00 fa( ff){250}$/);
  });
  it("is 81h while the device is busy", () => {
    const to = machine(DEVICES);
    to.bmc.frus.device(0).busy = true;
    expect(ask(to, "0a 11 00 00 00 01")).toBe("81");
    expect(ask(to, "0a 12 00 00 00 aa")).toBe("81");
    expect(ask(to, "0a 11 01 00 00 02")).toBe("00 01 01 02");
    to.bmc.frus.device(0).busy = false;
    expect(ask(to, "0a 11 00 00 00 01")).toBe("00 01 01");
  });
});

describe("§34.3 Write FRU Data", () => {
  conforms(
    [
      ["bytes", "0a 12 00 06 00 aa bb", "00 02"],
      ["words", "0a 12 01 02 00 aa bb cc dd", "00 02"],
      ["by words, half a word", "0a 12 01 02 00 aa bb cc", "cc"],
      ["past the end: C8h", "0a 12 00 07 00 aa bb", "c8"],
      ["by words, past the end: C8h", "0a 12 01 03 00 aa bb cc dd", "c8"],
      ["from behind the end: C9h", "0a 12 00 08 00 aa", "c9"],
      ["a write-protected device: 80h", "0a 12 02 00 00 aa", "80"],
      ["no such device", "0a 12 04 00 00 aa", "cb"],
      ["nothing", "0a 12 00 00 00", "c7"],
      ["one byte short", "0a 12 00 00", "c7"],
    ],
    DEVICES,
  );
  it("takes 255 bytes at a time, the most that its answer can count", () => {
    const to = machine({ frus: [{ id: 0, size: 600 }] });
    expect(ask(to, `0a 12 00 00 00${" aa".repeat(255)}`)).toBe("00 ff");
    expect(ask(to, `0a 12 00 00 00${" bb".repeat(256)}`)).toBe("c8");
    expect(ask(to, "0a 11 00 00 00 01")).toBe("00 01 aa");
  });

  it("writes the bytes that a read returns", () => {
    const to = machine(DEVICES);
    ask(to, "0a 12 00 02 00 aa bb");
    expect(ask(to, "0a 11 00 00 00 08")).toBe("00 08 01 02 aa bb ff ff ff ff");
    ask(to, "0a 12 01 02 00 cc dd");
    expect(ask(to, "0a 11 01 00 00 08")).toBe("00 04 01 02 03 04 cc dd 07 08");
  });
  it("writes nothing when it refuses", () => {
    const to = machine(DEVICES);
    ask(to, "0a 12 00 07 00 aa bb");
    ask(to, "0a 12 02 00 00 aa");
    expect(ask(to, "0a 11 00 00 00 08")).toBe("00 08 01 02 03 04 ff ff ff ff");
    expect(ask(to, "0a 11 02 00 00 01")).toBe("00 01 ff");
  });
});

describe("FRU devices of the configuration", () => {
  it.each([
    ["more data than its size", [{ id: 0, size: 1, data: "01 02" }]],
    ["half a word", [{ id: 0, size: 3, accessByWords: true }]],
    ["the same ID twice", [{ id: 1 }, { id: 1 }]],
    ["the reserved ID", [{ id: 0xff }]],
  ])("are refused with %s", (_title, frus) => {
    expect(() => machine({ frus })).toThrow();
  });
});
