/** The list of records that the SEL and the SDR repository share. */
import { describe, expect, it } from "vitest";
import { MAX_RECORDS, RecordList, readRecord } from "../../src/bmc/record-list.ts";
import { hex, toHex } from "../support/bytes/hex.ts";

const RECORD = hex("00 00 aa");

function listOf(count: number): RecordList {
  const list = new RecordList();
  for (let i = 0; i < count; i++) list.add(RECORD);
  return list;
}

/** Ids from the first record on, by way of the next ids. */
function walk(list: RecordList): number[] {
  const ids: number[] = [];
  for (let id = 0; id !== 0xffff; id = list.entry(id).nextId) ids.push(list.entry(id).id);
  return ids;
}

describe("RecordList", () => {
  it("writes the ID into a copy of the record", () => {
    const list = listOf(0);
    const given = hex("12 34 aa");
    expect(list.add(given)).toBe(1);
    expect(toHex(list.entry(1).record)).toBe("01 00 aa");
    expect(toHex(given)).toBe("12 34 aa");
  });

  it.each([
    ["the first", 0, [2, 3, 4]],
    ["one in between", 2, [1, 3, 4]],
    ["the last", 0xffff, [1, 2, 3]],
  ])("keeps the order when %s is deleted", (_which, id, left) => {
    const list = listOf(4);
    list.delete(id);
    expect(walk(list)).toEqual(left);
    expect(list.lastId).toBe(left.at(-1));
    expect(list.add(RECORD)).toBe(5);
    expect(walk(list)).toEqual([...left, 5]);
  });

  it("is empty after its last record is deleted, and takes new ones", () => {
    const list = listOf(1);
    list.delete(1);
    expect(() => list.entry(0)).toThrow(expect.objectContaining({ code: 0xcb }));
    expect(() => list.entry(0xffff)).toThrow(expect.objectContaining({ code: 0xcb }));
    expect(list.lastId).toBeUndefined();
    list.add(RECORD);
    expect(walk(list)).toEqual([2]);
  });

  it("uses every ID except 0000h and FFFFh, then the freed ones", () => {
    const list = listOf(MAX_RECORDS);
    expect(list.lastId).toBe(0xfffe);
    expect(() => list.add(RECORD)).toThrow(RangeError);
    list.delete(5);
    list.delete(9);
    expect([list.add(RECORD), list.add(RECORD)]).toEqual([5, 9]);
    expect(() => list.add(RECORD)).toThrow(RangeError);
    list.clear();
    expect(list.add(RECORD)).toBe(1);
  });
});

describe("§31.5, §33.12: a part of a record", () => {
  const record = hex("01 02 03 04");
  it.each([
    ["all", 0, 0xff, "01 02 03 04"],
    ["all that follows", 1, 0xff, "02 03 04"],
    ["some", 1, 2, "02 03"],
    ["up to the end", 1, 3, "02 03 04"],
    ["nothing", 1, 0, ""],
  ])("%s", (_title, offset, count, expected) => {
    expect(toHex(readRecord(record, offset, count))).toBe(expected);
  });
  it("an answer holds 248 bytes", () => {
    const long = new Uint8Array(260);
    expect(readRecord(long, 12, 0xff)).toHaveLength(248);
    expect(readRecord(long, 0, 248)).toHaveLength(248);
    expect(() => readRecord(long, 11, 0xff)).toThrow(expect.objectContaining({ code: 0xca }));
    expect(() => readRecord(long, 0, 249)).toThrow(expect.objectContaining({ code: 0xca }));
  });
  it.each([
    ["one byte too many", 1, 4, 0xca],
    ["behind the end", 4, 1, 0xc9],
    ["all from behind the end", 4, 0xff, 0xc9],
  ])("%s", (_title, offset, count, code) => {
    expect(() => readRecord(record, offset, count)).toThrow(expect.objectContaining({ code }));
  });
});
