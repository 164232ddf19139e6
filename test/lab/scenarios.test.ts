import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { classify, describeClassification, summarize } from "../../src/lab/classify.ts";
import type { LabInterface } from "../../src/lab/host.ts";
import { ACCEPTANCES, type Acceptance } from "../../src/lab/model/acceptance.ts";
import { plays, type RunResult, runScenario } from "../../src/lab/run.ts";
import { expected, loadScenario, loadScenarios } from "../../src/lab/scenario.ts";
import { hex } from "../support/bytes/hex.ts";

const SCENARIOS = loadScenarios(new URL("../../config/scenarios", import.meta.url).pathname);

/** No KCS takes any id: the patch changes only BT. The cures are in the device, so both have them. */
const KINDS: readonly (readonly [LabInterface, Acceptance])[] = [
  ["bt", "strict"],
  ["bt", "strict-or-ff"],
  ["bt", "any"],
  ["kcs", "strict"],
  ["kcs", "strict-or-ff"],
  ["bt", "timer-kept"],
  ["kcs", "timer-kept"],
  ["bt", "timer-kept-unescaped"],
  ["kcs", "timer-kept-unescaped"],
  ["bt", "resets"],
  ["kcs", "resets"],
];

describe.each(KINDS)("the model's %s, %s", (via, acceptance) => {
  const own = SCENARIOS.filter((scenario) => plays("model", scenario, via));
  it.each(own.map((scenario) => [scenario.name, scenario] as const))("%s", async (_name, scenario) => {
    const { outcomes } = await runScenario({ host: "model", acceptance }, scenario, via, 0);
    expect(outcomes).toEqual(expected(scenario, acceptance));
  });

  it("is classified as itself", async () => {
    const results: RunResult[] = [];
    for (const scenario of own) results.push(await runScenario({ host: "model", acceptance }, scenario, via, 0));
    expect(classify(results).map(describeClassification)).toEqual([`${via}: ${acceptance}`]);
  });
});

describe("the shipped scenarios", () => {
  it("tell every two kinds of QEMU apart", () => {
    const differs = (a: Acceptance, b: Acceptance) =>
      SCENARIOS.some((scenario) => String(expected(scenario, a)) !== String(expected(scenario, b)));
    const pairs = ACCEPTANCES.flatMap((a, i) => ACCEPTANCES.slice(i + 1).map((b) => [a, b] as const));
    expect(pairs.filter(([a, b]) => !differs(a, b))).toEqual([]);
  });

  it.each(SCENARIOS.map(({ name, title, why }) => [name, title, why]))("%s says what and why", (_name, title, why) => {
    expect(title).not.toMatch(/\.$/);
    expect(why).toMatch(/^[A-Z].*\.$/);
  });
});

describe("the same seed", () => {
  it("gives the same sightings, byte for byte", async () => {
    const file = write(`
title: Chance
why: It is seeded.
rounds: 30
guest: [{ request: "06 01", seq: 1 }, { wait: 4100 }]
bmc: { rules: [{ time: never, when: { probability: 0.3 } }, { shape: wrongCmd, when: { probability: 0.3 } }] }
expect: { strict: [], strict-or-ff: [], any: [] }
`);
    const run = async (seed: number) =>
      (await runScenario({ host: "model", acceptance: "strict" }, file, "bt", seed)).sightings;
    expect(await run(1)).toEqual(await run(1));
    expect(await run(1)).not.toEqual(await run(2));
  });
});

/** Title, the scenario's text, the message behind file and position. */
const MISTAKES = [
  [
    "an unknown outcome",
    "expect: { strict: [perfect], strict-or-ff: [], any: [] }",
    /:8:20: expect\.strict\[0\] is "perfect"; expected one of accepted,/,
  ],
  [
    "the kind that the others resemble left out",
    "expect: { any: [] }",
    /:8:1: expect\.strict is missing; expected a list of/,
  ],
  [
    "an unknown setting",
    "expect: { strict: [], strict-or-ff: [], any: [] }\nguests: []",
    /^[^\n]*:9:1: guests is not a setting; did you mean guest\?$/,
  ],
  [
    "a key that is misspelt, which is not missing as well",
    "expects: { strict: [], strict-or-ff: [], any: [] }",
    /^[^\n]*:8:1: expects is not a setting; did you mean expect\?$/,
  ],
  ["a key that is missing at the top", "rounds: 2", /^[^\n]*s\.yaml: expect is missing; expected a mapping$/],
  [
    "an unknown interface",
    "expect: { strict: [], strict-or-ff: [], any: [] }\nrounds: 2\ninterfaces: [smic]",
    /:10:14: interfaces\[0\] is "smic"; expected one of bt, kcs/,
  ],
] as const;

describe("an expectation", () => {
  it("is that of the kind it resembles where none is stated, and for single rounds or several", () => {
    const scenario = write(`
title: Rounds
why: They differ.
rounds: 4
guest: [drain]
bmc: {}
expect: { strict: { each: [nothing], except: { 1-2: [quiet] } }, timer-kept: { each: [hang], except: { 3: [quiet] } } }
`);
    expect(expected(scenario, "any")).toEqual(["nothing", "quiet", "quiet", "nothing"]);
    expect(expected(scenario, "resets")).toEqual(expected(scenario, "strict"));
    expect(expected(scenario, "timer-kept-unescaped")).toEqual(["hang", "hang", "hang", "quiet"]);
  });
});

describe("the data of an answer", () => {
  it.each([
    ["00", "accepted"],
    ["00 01", "other data"],
    ["c1", "other data"],
  ])("is compared with %s where the request names it", async (answer, outcome) => {
    const scenario = write(`
title: Data
why: It is named.
guest: [{ request: "06 31", answer: "00 00" }, { wait: 1000 }]
bmc: {}
expect: { strict: [] }
`);
    const [request, ...rest] = scenario.guest;
    if (request?.kind !== "request") throw new Error("no request");
    const guest = [{ ...request, answer: hex(answer === "00" ? "00 00" : answer) }, ...rest];
    const { outcomes } = await runScenario({ host: "model", acceptance: "strict" }, { ...scenario, guest }, "bt", 0);
    expect(outcomes).toEqual([outcome]);
  });
});

describe("a scenario with a mistake", () => {
  it.each(MISTAKES)("%s", (_title, lines, message) => {
    const text = `\ntitle: t\nwhy: w\nguest:\n  - drain\n\nbmc: {}\n${lines}\n`;
    expect(() => write(text)).toThrow(message);
  });

  it("is reported for an empty file", () => {
    expect(() => write("# later\n")).toThrow(
      /s\.yaml: the file is empty; config\/scenarios\/README\.md shows what is in a scenario$/,
    );
  });
});

describe("a summary", () => {
  it.each([
    [["accepted"], "accepted"],
    [["accepted", "accepted", "hang"], "accepted ×2, hang"],
    [
      ["timed out", "nothing", "timed out", "nothing", "timed out", "nothing", "hang", "accepted"],
      "(timed out, nothing) ×3, hang, accepted",
    ],
    [["attention", "quiet", "attention", "quiet"], "attention, quiet, attention, quiet"],
    [
      ["hang", "dropped", "blocked", "hang", "dropped", "blocked", "hang", "dropped", "blocked", "hang"],
      "(hang, dropped, blocked) ×3, hang",
    ],
  ])("of %j", (outcomes, summary) => {
    expect(summarize(outcomes)).toBe(summary);
  });
});

describe("a QEMU of no known kind", () => {
  it("is nearest to the kind that most scenarios fit, with the others named", async () => {
    const results: RunResult[] = [];
    for (const scenario of SCENARIOS.filter((each) => plays("model", each, "bt"))) {
      const takesFf = scenario.name === "ff-id" || scenario.name === "first-request-late";
      const acceptance = takesFf ? "strict-or-ff" : "strict";
      results.push(await runScenario({ host: "model", acceptance }, scenario, "bt", 0));
    }
    const [echo] = results.filter(({ scenario }) => scenario.name === "echo");
    if (!echo) throw new Error("no echo");
    results.push({ ...echo, outcomes: ["hang"], fits: [] });
    expect(classify(results).map(describeClassification)).toEqual([
      "bt: something else, nearest to strict-or-ff but for echo (hang)",
    ]);
  });
});

function write(text: string) {
  const directory = mkdtempSync(join(tmpdir(), "extern-bmc-scenario-"));
  try {
    const file = join(directory, "s.yaml");
    writeFileSync(file, text);
    return loadScenario(file);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
