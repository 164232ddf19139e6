/** Mistakes in an export: the import reports all of them at once, and changes nothing. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { exportState, importState } from "../../src/store/portable.ts";
import { Rows } from "../../src/store/rows.ts";
import { openStateFile } from "../../src/store/state-file.ts";
import { stateDirectory } from "../support/store/store.ts";

const LOG = { lastAddition: 1, lastErase: 2, lost: 0, nextId: 2 };
const RECORD = { record: "010002000000002000040130 01595b5a".replace(" ", "") };

const whole = (controller: unknown, address = "0x20") => {
  return { format: "extern-bmc state", version: 1, machine: "x", controllers: { [address]: controller } };
};

function opened(): Rows {
  return new Rows(openStateFile(join(stateDirectory(), "bmc.sqlite"), "process"));
}

const GOOD = whole({ values: { sel: { log: LOG } }, records: { sel: [RECORD] } });

test("a good one is exported unchanged", () => {
  const rows = opened();
  importState(rows, GOOD);
  expect(exportState(rows, "x")).toEqual(GOOD);
});

test.each<readonly [string, unknown, string]>([
  ["no mapping", [], "expected object"],
  ["another format", { ...GOOD, format: "x" }, 'expected "extern-bmc state"'],
  ["of a later version", { ...GOOD, version: 999 }, "a version up to 1; it was made by a later extern-bmc"],
  ["no slave address", whole({ values: {}, records: {} }, "32"), "a slave address such as 0x20"],
  ["no such part", whole({ values: { lam: {} }, records: {} }), "controllers.0x20.values.lam: expected one of sel, "],
  ["no such item", whole({ values: { lan: { x: 1 } }, records: {} }), "values.lan.x: no item has this name"],
  ["another shape", whole({ values: { lan: { ipAddress: "0a00" } }, records: {} }), "values.lan.ipAddress: ✖ 4 bytes"],
  ["bits that the layout has not", whole({ values: { lan: { vlan: "00" } }, records: {} }), "values.lan.vlan: "],
  ["no hex", whole({ values: {}, records: { sel: [{ record: "x" }] } }), "bytes in hex"],
  [
    "a short record",
    whole({ values: {}, records: { sel: [{ record: "0100" }] } }),
    "records.sel.0: 2 bytes is not the length of this record",
  ],
  [
    "one id twice",
    whole({ values: {}, records: { sel: [RECORD, RECORD] } }),
    "records.sel: two records have the same id",
  ],
  ["records alone", whole({ values: {}, records: { sel: [RECORD] } }), "values.sel is missing; an export has both"],
])("%s", (_, value, message) => {
  const rows = opened();
  importState(rows, GOOD);
  expect(() => importState(rows, value)).toThrow(message);
  expect(exportState(rows, "x")).toEqual(GOOD);
});

test("all mistakes at once", () => {
  const value = whole({ values: { lam: {}, lan: { x: 1 } }, records: { sel: [RECORD] } });
  expect(() => importState(opened(), value)).toThrow(/values.lam.*\n.*values.lan.x.*\n.*values.sel is missing/);
});
