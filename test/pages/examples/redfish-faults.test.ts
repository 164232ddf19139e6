/** docs/redfish-faults.md: every fault in its tables is one that the configuration takes, and it lists every ready set. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { READY_SETS } from "../../../src/replies/redfish-sets.ts";
import { fileWith } from "../../support/config/config.ts";
import { redfishService } from "../../support/redfish/service.ts";

const PAGE = readFileSync(new URL("../../../docs/redfish-faults.md", import.meta.url), "utf8");
const faults = [...PAGE.matchAll(/^\|.*?\| `(\{.*\})` \|/gm)].map(([, fault = ""]) => fault);

test("the page has more than ten faults, and every ready set in its order", () => {
  expect(faults.length).toBeGreaterThan(10);
  const section = PAGE.split("## ").find((part) => part.startsWith("Ready sets")) ?? "";
  expect([...section.matchAll(/^\| `(.*?)` \|/gm)].map(([, name]) => name)).toEqual(Object.keys(READY_SETS));
});

test.each(faults)("%s is a fault", (fault) => {
  const { machines } = loadConfig(fileWith(`{ name: vm0, replies: { redfish: [${fault}] } }`));
  expect(machines[0]?.replies.redfish).toHaveLength(1);
});

test("the fault with a vendor's name shows it in the system, its chassis and its manager", () => {
  const fault = faults.find((each) => each.includes("Manufacturer")) ?? "";
  const { machines } = loadConfig(fileWith(`{ name: vm0, replies: { redfish: [${fault}] } }`));
  const { get } = redfishService({ replies: machines[0]?.replies });
  const names = ["Systems", "Chassis", "Managers"].map((each) => get(`/redfish/v1/${each}/1`).json["Manufacturer"]);
  expect(names).toEqual(["Dell Inc.", "Dell Inc.", "Dell Inc."]);
});
