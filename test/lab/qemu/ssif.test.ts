/** SSIF's parts as blocks on the bus, both ways, with a bus of our own. */
import { describe, expect, test } from "vitest";
import { SSIF_ADDRESS, SsifDriver } from "../../../src/lab/qemu/ssif.ts";
import { hex, toHex } from "../../support/bytes/hex.ts";

/** A bus that hands out these blocks, in hex, and keeps the written ones as "command: data". "" is an empty block. */
function bus(blocks: readonly string[] = [], refusals = 0) {
  const written: string[] = [];
  const read: number[] = [];
  const left = [...blocks];
  let refused = 0;
  const ssif = new SsifDriver(
    {
      async writeBlock(address, command, data) {
        expect(address).toBe(SSIF_ADDRESS);
        if (refused++ < refusals) return false;
        written.push(`${toHex(Uint8Array.of(command))}: ${toHex(data)}`);
        return true;
      },
      async readBlock(_address, command) {
        read.push(command);
        const block = left.shift();
        return block ? Uint8Array.from(hex(block)) : undefined;
      },
    },
    async (condition) => {
      while (left.length > 0) if (await condition()) return true;
      return false;
    },
  );
  return { ssif, written, read };
}

const bytes = (count: number, first = 0) => Uint8Array.from({ length: count }, (_, i) => (first + i) % 256);
const request = (size: number) => ({ netFn: 0x30, cmd: 0x01, data: bytes(size - 2) });
const all = (size: number) => Uint8Array.of(0xc0, 0x01, ...bytes(size - 2));

describe("a request", () => {
  test.each([
    [2, ["02"]],
    [32, ["02"]],
    [33, ["06", "08"]],
    [64, ["06", "08"]],
    [65, ["06", "07", "08"]],
    [97, ["06", "07", "07", "08"]],
  ] as const)("of %i bytes is written with the commands %j", async (size, commands) => {
    const { ssif, written } = bus();
    await ssif.writeRequest(request(size));
    const parts = commands.map((command, i) => `${command}: ${toHex(all(size).subarray(i * 32, (i + 1) * 32))}`);
    expect(written).toEqual(parts);
  });

  test("is written again when it is refused, five times at most", async () => {
    const { ssif, written } = bus([], 4);
    await ssif.writeRequest(request(2));
    expect(written).toEqual(["02: c0 01"]);
    await expect(bus([], 5).ssif.writeRequest(request(2))).rejects.toThrow("SSIF: the device refused a block 5 times");
  });
});

describe("an answer", () => {
  const header = "c4 01 00";

  test("of one block", async () => {
    const { ssif, read } = bus([`${header} 11 22`]);
    expect(await ssif.answerArrives()).toBe(true);
    const { data, ...answer } = await ssif.readAnswer();
    expect(answer).toEqual({ netFn: 0x31, lun: 0, cmd: 0x01, completionCode: 0x00 });
    expect(toHex(data)).toBe("11 22");
    expect(read).toEqual([0x03]);
  });

  test("in parts, the last of which is short", async () => {
    const parts = [`00 01 ${header} ${toHex(bytes(27))}`, `00 ${toHex(bytes(31, 27))}`, `ff ${toHex(bytes(2, 58))}`];
    const { ssif, read } = bus(parts);
    expect(await ssif.answerArrives()).toBe(true);
    expect((await ssif.readAnswer()).data).toEqual(bytes(60));
    expect(read).toEqual([0x03, 0x09, 0x09]);
  });

  test.each([
    ["whose parts are out of order", ["00 01 c4 01 00", "01 00"], "part 0 of an answer has the number 1"],
    ["whose parts end early", ["00 01 c4 01 00", ""], "part 0 of an answer has the number of no block"],
    ["without a completion code", ["c4 01"], "an answer of 2 bytes, expected 3 or more"],
    [
      "without an end",
      ["00 01 c4", ...Array.from({ length: 10 }, (_, i) => String(i))],
      "an answer of more than 10 parts",
    ],
  ])("%s is a fault of the device", async (_title, blocks, message) => {
    const numbered = blocks.map((block) => (/^\d$/.test(block) ? `0${block} 00` : block));
    const { ssif } = bus(numbered);
    expect(await ssif.isAnswerThere()).toBe(true);
    await expect(ssif.readAnswer()).rejects.toThrow(message);
  });

  test("to another request is passed over, as QEMU hands out the one before", async () => {
    const { ssif } = bus(["1c 04 00", "", `${header} 11`]);
    expect(toHex((await ssif.exchange({ netFn: 0x30, cmd: 0x01 })).data)).toBe("11");
  });

  test("that does not come is a fault", async () => {
    const { ssif } = bus(["1c 04 00"]);
    await expect(ssif.exchange({ netFn: 0x30, cmd: 0x01 })).rejects.toThrow("SSIF: no answer to the request");
  });
});
