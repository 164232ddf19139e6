import { expect, test } from "vitest";
import { turns } from "../../src/turns/turns.ts";

test("each caller gets a turn of the event loop for itself, in order", async () => {
  const nextTurn = turns();
  let loop = 0;
  const count = () => {
    loop++;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  const had = await Promise.all(["a", "b", "c"].map((who) => nextTurn().then(() => [who, loop] as const)));
  clearImmediate(counting);
  expect(had.map(([who]) => who)).toEqual(["a", "b", "c"]);
  expect(new Set(had.map(([, turn]) => turn)).size).toBe(3);
});
