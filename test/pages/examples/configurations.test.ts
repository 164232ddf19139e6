/** The examples of the pages about configurations are checked without a warning, and make inventories without damage. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeFru, encodeFru } from "../../../src/bmc/records/fru/inventory.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { directory, fileWith } from "../../support/config/config.ts";

const ROOT = new URL("../../../", import.meta.url);

function examplesOf(page: string): readonly string[] {
  const text = readFileSync(new URL(`docs/${page}`, ROOT), "utf8");
  return [...text.matchAll(/```yaml\n(.*?)```/gs)].map(([, yaml = ""]) => yaml);
}

describe.each([
  { page: "fru.md", count: 4 },
  { page: "lan-faults.md", count: 1 },
  { page: "personalities.md", count: 2 },
  { page: "redfish-faults.md", count: 1 },
])("docs/$page", ({ page, count }) => {
  const examples = examplesOf(page);

  test(`has ${count} examples`, () => {
    expect(examples).toHaveLength(count);
  });

  test.each(examples.map((yaml, index) => ({ yaml, number: index + 1 })))("example $number", ({ yaml }) => {
    writeFileSync(join(directory, "board.bin"), encodeFru({ board: { manufacturer: "Acme" } }));
    const { machines, warnings } = loadConfig(fileWith(yaml));
    expect(warnings).toEqual([]);
    for (const { data } of machines.flatMap(({ frus }) => frus)) {
      if (data.length > 0) expect(decodeFru(data).damage).toEqual([]);
    }
  });
});

test("the machine in ten lines is the one that is shipped", () => {
  const shipped = readFileSync(new URL("config/examples/my-machine.yaml", ROOT), "utf8");
  const settings = shipped.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  expect(examplesOf("personalities.md")[0]).toBe(`${settings.join("\n")}\n`);
});
