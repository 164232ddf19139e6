/** Expectations of a report: for a device, or for an interface on every bus. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Attachment } from "../../src/lab/attachment.ts";
import type { Acceptance } from "../../src/lab/model/acceptance.ts";
import { unmet } from "../../src/lab/report.ts";
import { plays, runScenario } from "../../src/lab/run.ts";
import { loadScenario } from "../../src/lab/scenario.ts";

const scenarioOf = (name: string) => loadScenario(join(import.meta.dirname, `../../config/scenarios/${name}.yaml`));
const WRONG_ID = scenarioOf("wrong-id");
/** A strict and a patched BT, as the model plays them. */
const STRICT = await runScenario({ host: "model", acceptance: "strict" }, WRONG_ID, "bt", 0);
const ANY = await runScenario({ host: "model", acceptance: "any" }, WRONG_ID, "bt", 0);

test.each<{ title: string; expected: readonly (readonly [Attachment, Acceptance])[]; problems: readonly string[] }>([
  { title: "nothing", expected: [], problems: [] },
  {
    title: "one for BT is also that of the PCI device",
    expected: [["bt", "any"]],
    problems: ["expected pci-bt: any; found pci-bt: strict"],
  },
  {
    title: "the PCI device's own comes first",
    expected: [
      ["bt", "any"],
      ["pci-bt", "strict"],
    ],
    problems: [],
  },
  {
    title: "one for a device that did not run",
    expected: [["ssif", "strict"]],
    problems: ["ssif: expected strict, but no scenario ran on it"],
  },
])("$title", ({ expected, problems }) => {
  const results = [ANY, { ...STRICT, interface: "pci-bt" as const }];
  const found = unmet({ subject: "QEMU", seed: 0, results, expect: new Map(expected) });
  expect(found.map((text) => text.replace(/ or .*/, ""))).toEqual(problems);
});

describe("the hosts of a device", () => {
  test.each([
    ["wrong-id", "pci-kcs", ["qemu"]],
    ["wrong-id", "ssif", ["qemu"]],
    ["wrong-id", "kcs", ["model", "qemu"]],
    ["late-answer", "ssif", []],
    ["ssif-early-read", "ssif", ["qemu"]],
    ["ssif-early-read", "bt", []],
    ["smm-poll", "bt", ["firmware", "uefi"]],
    ["smm-poll", "pci-bt", []],
  ] as const)("%s on %s", (name, via, hosts) => {
    const all = ["model", "qemu", "firmware", "uefi"] as const;
    expect(all.filter((host) => plays(host, scenarioOf(name), via))).toEqual(hosts);
  });
});
