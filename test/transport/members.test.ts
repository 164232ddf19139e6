/** A set for members that come and go, such as connections. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { Members } from "../../src/members.ts";

it("has what was added and not deleted, in that order", () => {
  const members = new Members<string>();
  for (const name of ["a", "b", "c"]) members.add(name);
  members.delete("b");
  members.delete("never added");
  expect([...members]).toEqual(["a", "c"]);
  expect([members.size, members.has("a"), members.has("b")]).toEqual([2, true, false]);
  members.clear();
  expect([...members]).toEqual([]);
});

it("goes over all members although each is deleted meanwhile", () => {
  const members = new Members<number>();
  for (const n of [1, 2, 3, 4]) members.add(n);
  const seen: number[] = [];
  for (const n of members) {
    seen.push(n);
    members.delete(n);
  }
  expect(seen).toEqual([1, 2, 3, 4]);
  expect(members.size).toBe(0);
});

it("keeps no deleted member alive, as a Set of V8 does until the next collection of all objects", () => {
  expect(grownMiB("Set")).toBeGreaterThan(1);
  expect(grownMiB("Members")).toBeLessThan(1);
});

/** Growth of the old objects, in MiB, while members come and go. */
function grownMiB(kind: "Set" | "Members"): number {
  const script = fileURLToPath(new URL("../support/members/churn.ts", import.meta.url));
  const flags = ["--disable-warning=ExperimentalWarning", "--expose-gc", "--max-semi-space-size=1"];
  return Number(execFileSync(process.execPath, [...flags, script, kind], { encoding: "utf8" })) / 1024 / 1024;
}
