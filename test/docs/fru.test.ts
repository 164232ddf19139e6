/** The examples of docs/fru.md are configurations, and make inventories without damage. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { decodeFru, encodeFru } from "../../src/bmc/records/fru/inventory.ts";
import { loadConfig } from "../../src/config/load.ts";
import { directory, fileWith } from "../support/config.ts";

const page = readFileSync(new URL("../../docs/fru.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = ""]) => ({ yaml }));

test("there are some", () => {
  expect(examples.length).toBeGreaterThan(3);
});

test.each(examples)("$yaml", ({ yaml }) => {
  writeFileSync(join(directory, "board.bin"), encodeFru({ board: { manufacturer: "Acme" } }));
  const [machine] = loadConfig(fileWith(yaml)).machines;
  for (const { data } of machine?.frus ?? []) {
    if (data.length > 0) expect(decodeFru(data).damage).toEqual([]);
  }
});
