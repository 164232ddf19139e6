/** docs/lan-faults.md: every fault in its tables is one that the configuration takes. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { fileWith } from "../../support/config/config.ts";

const PAGE = readFileSync(new URL("../../../docs/lan-faults.md", import.meta.url), "utf8");
const faults = [...PAGE.matchAll(/^\|.*?\| `(\{.*?\})` \|/gm)].map(([, fault = ""]) => fault);

test("the page has more than twenty faults", () => {
  expect(faults.length).toBeGreaterThan(20);
});

test.each(faults)("%s is a fault", (fault) => {
  const { machines } = loadConfig(fileWith(`{ name: vm0, replies: { lan: [${fault}] } }`));
  expect(machines[0]?.replies.lan).toHaveLength(1);
});
