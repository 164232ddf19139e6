/** System info parameters, v2 §22.14a, §22.14b; Get System Interface Capabilities, v2 §22.9; Manufacturing Test On, §20.5. */
import { describe, expect, it } from "vitest";
import type { Machine } from "../../src/machine.ts";
import { toHex } from "../support/bytes/hex.ts";
import { conforms } from "../support/machine/conformance.ts";
import { ask, FakeQemu, machine } from "../support/machine/machine.ts";

const NOTHING = "00 00 00 00 00 00 00 00 00 00 00 00 00 00";
const ABC = "61 62 63 00 00 00 00 00 00 00 00 00 00 00";

/** Writes a text like FreeIPMI's bmc-device: the last block is only as long as its text. */
function write(to: Machine, selector: number, text: string): void {
  const content = Uint8Array.of(0, text.length, ...Buffer.from(text, "latin1"));
  for (let block = 0; block * 16 < content.length; block++) {
    const data = Uint8Array.of(selector, block, ...content.subarray(block * 16, block * 16 + 16));
    expect(ask(to, `06 58 ${toHex(data)}`)).toBe("00");
  }
}

/** Reads a text like ipmitool: the first block, then as many as its length byte says. */
function read(to: Machine, selector: number): string {
  const blocks: Buffer[] = [];
  for (let block = 0; block <= Math.floor(((blocks[0]?.[1] ?? 0) + 1) / 16); block++) {
    const answer = ask(to, `06 59 ${toHex(Uint8Array.of(0, selector, block, 0))}`);
    expect(answer).toMatch(/^00 11( \S\S){17}$/);
    blocks.push(Buffer.from(answer.split(" ").slice(3).join(""), "hex"));
  }
  const content = Buffer.concat(blocks);
  return content.toString("latin1", 2, 2 + (content[1] ?? 0));
}

describe("v2 §22.14a Set System Info Parameters", () => {
  conforms([
    ["set in progress", "06 58 00 01", "00"],
    ["set complete", "06 58 00 00", "00"],
    ["set in progress, reserved", "06 58 00 03", "cc"],
    ["the first block of a text", `06 58 01 00 00 03 ${ABC}`, "00"],
    ["a short first block", "06 58 01 00 00 03 61 62 63", "00"],
    ["a text of no length", "06 58 07 00 00 00", "00"],
    ["UTF-8", `06 58 06 00 01 03 ${ABC}`, "00"],
    ["UNICODE", `06 58 06 00 02 02 ${ABC}`, "00"],
    ["CCh: an encoding that is reserved", `06 58 06 00 03 02 ${ABC}`, "cc"],
    ["C9h: a block past the end", "06 58 02 01 61", "c9"],
    ["80h: no such parameter", "06 58 08 00 00 00", "80"],
    ["the first block, one byte short", "06 58 02 00 00", "c7"],
    ["the first block, one byte long", `06 58 02 00 00 03 ${ABC} 00`, "c7"],
    ["set in progress, one byte short", "06 58 00", "c7"],
    ["set in progress, one byte long", "06 58 00 01 00", "c7"],
    ["one byte short", "06 58", "c7"],
  ]);
  conforms(
    [
      ["81h: a set is in progress", "06 58 00 01", "81"],
      ["commit write", "06 58 00 02", "00"],
    ],
    {},
    (bmc) => ask(bmc, "06 58 00 01"),
  );
  conforms(
    [
      ["the second block", "06 58 02 01 6f 70", "00"],
      ["the second block without data", "06 58 02 01", "c7"],
      ["the second block, one byte long", `06 58 02 01 ${ABC} 00 00 00`, "c7"],
      ["C9h: the third block of a text that has two", "06 58 02 02 61", "c9"],
    ],
    {},
    (bmc) => ask(bmc, `06 58 02 00 00 1e ${ABC}`),
  );
});

describe("v2 §22.14b Get System Info Parameters", () => {
  conforms([
    ["set in progress", "06 59 00 00 00 00", "00 11 00"],
    ["revision only", "06 59 80 01 00 00", "00 11"],
    ["revision only of a parameter that does not exist", "06 59 80 08 00 00", "80"],
    ["80h: no such parameter", "06 59 00 08 00 00", "80"],
    ["C9h: a block past the end", "06 59 00 01 01 00", "c9"],
    ["one byte short", "06 59 00 01 00", "c7"],
    ["one byte long", "06 59 00 01 00 00 00", "c7"],
  ]);
  it.each([1, 2, 3, 4, 5, 6, 7])("parameter %i is empty at first", (selector) => {
    expect(ask(machine(), `06 59 00 0${selector} 00 00`)).toBe(`00 11 00 00 00 ${NOTHING}`);
  });
  conforms(
    [
      ["firmware version, as configured", "06 59 00 01 00 00", `00 11 00 00 03 ${ABC}`],
      ["system name", "06 59 00 02 00 00", `00 11 00 00 03 ${ABC}`],
      ["primary operating system", "06 59 00 03 00 00", `00 11 00 00 03 ${ABC}`],
      ["BMC URL", "06 59 00 06 00 00", `00 11 00 00 03 ${ABC}`],
    ],
    { systemInfo: { firmwareVersion: "abc", systemName: "abc", primaryOsName: "abc", bmcUrl: "abc" } },
  );
  it.each([1, 2, 3, 4, 5, 6, 7])("parameter %i gives back what was written, up to 255 characters", (selector) => {
    const to = machine();
    for (const length of [0, 1, 14, 15, 30, 31, 62, 255]) {
      const text = "abcdefghij".repeat(26).slice(0, length);
      write(to, selector, text);
      expect(read(to, selector)).toBe(text);
    }
  });
  it("drops the padding of ipmitool's last block", () => {
    const to = machine();
    ask(to, `06 58 02 00 00 0f ${ABC.replaceAll("00", "64")}`);
    ask(to, "06 58 02 01 65 66 67 68 00 00 00 00 00 00 00 00 00 00 00 00");
    expect(ask(to, "06 59 00 02 01 00")).toBe("00 11 01 65 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
  });
  it("a first block begins a new text", () => {
    const to = machine({ systemInfo: { systemName: "a name of more than one block" } });
    ask(to, "06 58 02 00 00 1d 61");
    expect(ask(to, "06 59 00 02 01 00")).toBe(`00 11 01 00 00 ${NOTHING}`);
  });
  it("a refused write changes nothing", () => {
    const to = machine({ systemInfo: { systemName: "abc" } });
    ask(to, "06 58 02 00 0f 02 64 65");
    ask(to, "06 58 02 01 64");
    expect(read(to, 2)).toBe("abc");
  });
  it("set complete without commit write discards the writes", () => {
    const to = machine({ systemInfo: { systemName: "abc" } });
    ask(to, "06 58 00 01");
    write(to, 2, "def");
    expect(read(to, 2)).toBe("def");
    ask(to, "06 58 00 00");
    expect(read(to, 2)).toBe("abc");
  });
});

describe("v2 table 22-16c: values that survive a restart of the system", () => {
  it.each([
    [1, "kept"],
    [2, "kept"],
    [3, "kept"],
    [4, ""],
    [5, ""],
    [6, "kept"],
    [7, ""],
  ])("parameter %i: %j", (selector, left) => {
    const to = machine();
    const qemu = new FakeQemu(to, "3f");
    write(to, selector, "kept");
    qemu.request(1, "00 02 03");
    expect(read(to, selector)).toBe(left);
  });
  it("a cold reset of the BMC forgets the same", () => {
    const to = machine();
    write(to, 2, "name");
    write(to, 4, "os");
    ask(to, "06 02");
    expect([read(to, 2), read(to, 4)]).toEqual(["name", ""]);
  });
});

describe("v2 §22.9 Get System Interface Capabilities", () => {
  conforms([
    ["SSIF: multi-part with middle, no PEC, 255 bytes each way", "06 57 00", "00 00 80 ff ff"],
    ["KCS: version 1, 255 bytes", "06 57 01", "00 00 00 ff"],
    ["the reserved half of the byte is ignored", "06 57 f1", "00 00 00 ff"],
    ["CCh: SMIC, which does not exist here", "06 57 02", "cc"],
    ["CCh: reserved", "06 57 03", "cc"],
    ["one byte short", "06 57", "c7"],
    ["one byte long", "06 57 01 00", "c7"],
  ]);
});

describe("§20.5 Manufacturing Test On", () => {
  conforms([
    ["without a key", "06 05", "00"],
    ["C7h: a key where none is asked for", "06 05 00", "c7"],
  ]);
  conforms(
    [
      ["the right key", "06 05 aa bb", "00"],
      ["D4h: the wrong key", "06 05 aa bc", "d4"],
      ["one byte short", "06 05 aa", "c7"],
      ["one byte long", "06 05 aa bb cc", "c7"],
    ],
    { manufacturingTest: { key: "aa bb" } },
  );
  it("the mode lasts until a cold reset", () => {
    const to = machine();
    ask(to, "06 05");
    ask(to, "06 03");
    expect(to.bmc.manufacturingTest.on).toBe(true);
    ask(to, "06 02");
    expect(to.bmc.manufacturingTest.on).toBe(false);
  });
});
