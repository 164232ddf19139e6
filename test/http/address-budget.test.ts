/** Budgets of addresses: what one has used up, and which addresses are forgotten. */
import { expect, it } from "vitest";
import { AddressBudget } from "../../src/http/address-budget.ts";

function budget() {
  const time = { ms: 0 };
  const made = new AddressBudget({ aSecond: 2, atOnce: 3, addresses: 4 }, () => time.ms);
  const used = (address: string, times: number) => Array.from({ length: times }, () => made.take(address));
  return { made, used, time };
}

it("an address has a number at once, then a number a second; others have their own", () => {
  const { made, used, time } = budget();
  expect(used("a", 5)).toEqual([true, true, true, false, false]);
  expect([made.has("a"), made.has("b")]).toEqual([false, true]);
  time.ms = 499;
  expect(made.has("a")).toBe(false);
  time.ms = 1000;
  expect(used("a", 3)).toEqual([true, true, false]);
});

it("one address more than are counted takes the place of the one that was silent longest", () => {
  const { made, used } = budget();
  for (const address of ["a", "b", "c", "d"]) used(address, 3);
  used("a", 1);
  expect(["a", "b", "c", "d"].map((address) => made.has(address))).toEqual([false, false, false, false]);
  used("e", 3);
  expect(["a", "b", "c", "d", "e"].map((address) => made.has(address))).toEqual([false, true, false, false, false]);
});
