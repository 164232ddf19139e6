import { expect, it } from "vitest";
import { inBatches } from "../../src/observe/batches.ts";

const MOST = 500;
/** A hundredth of the batch. */
const RESERVED = 5;

it("keeps room for the few events of each machine when one of them has too many", async () => {
  const delivered: string[] = [];
  let missing = 0;
  const { push, flush } = inBatches<string>(
    (events, dropped) => {
      delivered.push(...events);
      missing += dropped;
    },
    MOST,
    (machine) => machine,
  );
  const count = (machine: string) => delivered.filter((event) => event === machine).length;
  for (let n = 0; n < MOST + 7; n++) push("noisy");
  for (const quiet of ["a", "b"]) for (let n = 0; n < RESERVED + 2; n++) push(quiet);
  await flush();
  expect([count("noisy"), count("a"), count("b"), missing]).toEqual([MOST, RESERVED, RESERVED, 7 + 2 + 2]);
  push("noisy");
  await flush();
  expect(count("noisy")).toBe(MOST + 1);
});
