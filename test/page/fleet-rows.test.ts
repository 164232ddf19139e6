/** Search and sort of the fleet's table. */
import { expect, it } from "vitest";
import type { MachineStatus } from "../../src/control/calls/status.ts";
import { chosen, type Query, rowsOf, toneOf } from "../../web/fleet/rows.ts";

const machine = (name: string, more: Partial<MachineStatus> = {}): MachineStatus => ({
  ...{ name, doors: [`unix:/run/${name}.sock`], lostDoors: [], power: "on", identify: "off" },
  ...{ health: "ok", attention: false },
  ...{ connections: 0, requests: 0, resets: 0, links: [], sel: { records: 0, capacity: 100 }, faults: 0 },
  ...more,
});

const ROWS = rowsOf({
  machines: [
    machine("vm10"),
    machine("vm2", { power: "off", faults: 3 }),
    machine("vm1", { health: "critical", requests: 9 }),
    machine("vm3", { lostDoors: ["unix:/run/vm3.sock"], sel: { records: 100, capacity: 100 } }),
  ],
  failures: [{ machine: "vm9", reason: "port 623 is in use" }],
});

const names = (query: Partial<Query>) =>
  chosen(ROWS, { text: "", sort: "name", descending: false, ...query }).map(({ name }) => name);

it("numbers in names count as numbers", () => {
  expect(names({})).toEqual(["vm1", "vm2", "vm3", "vm9", "vm10"]);
  expect(names({ descending: true })).toEqual(["vm10", "vm9", "vm3", "vm2", "vm1"]);
});

it("sorts the worst health first, and counts from the highest", () => {
  expect(names({ sort: "health" })).toEqual(["vm1", "vm9", "vm3", "vm2", "vm10"]);
  expect(names({ sort: "faults" })[0]).toBe("vm2");
  expect(names({ sort: "requests" })[0]).toBe("vm1");
});

it.each([
  ["vm1", ["vm1", "vm10"]],
  ["OFF faults", ["vm2"]],
  ["critical", ["vm1"]],
  ["/run/vm3", ["vm3"]],
  ["in use", ["vm9"]],
  ["nothing such", []],
])("finds %s", (text, found) => {
  expect(names({ text })).toEqual(found);
});

it("a machine that is not served or is critical is bad, another trouble is a warning", () => {
  expect(ROWS.map((row) => [row.name, toneOf(row)])).toEqual([
    ["vm9", "bad"],
    ["vm10", "ok"],
    ["vm2", "ok"],
    ["vm1", "bad"],
    ["vm3", "warn"],
  ]);
});
