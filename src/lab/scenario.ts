/**
 * A scenario: the guest's steps, the BMC's reply rules, and the expected outcomes for each kind of QEMU. Each scenario
 * is a YAML file; config/scenarios/README.md describes its keys.
 */

import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { z } from "zod";
import { Complaints } from "../config/reading/complaints.ts";
import { readConfigFile } from "../config/reading/file.ts";
import { ConfigError, problemsOf } from "../config/reading/problem.ts";
import { valuesOf } from "../config/reading/tree.ts";
import { replies } from "../config/sections/replies.ts";
import { bytes, flag, group, integer, listOf, oneOf, text } from "../config/values/values.ts";
import { type GuestStep, LAB_INTERFACES } from "./host.ts";
import { type Acceptance, RESEMBLES } from "./model/acceptance.ts";
import { OUTCOMES, type Outcome } from "./outcome.ts";

const MAX_MS = 600_000;
const MAX_ROUNDS = 256;

const requestStep = group({
  request: bytes(2, 255).describe('netFn, cmd and data in hex: "06 01" is Get Device ID.'),
  seq: integer(0, 0xff).default(0).describe("The guest's own sequence number. Only BT has one."),
  evenIfBusy: flag().default(false).describe("Whether to write it although B_BUSY is set. Only BT can."),
  answer: bytes(1, 255).optional().describe("The completion code and data that the answer must have."),
}).transform(({ request, ...step }): GuestStep => {
  const [netFn = 0, cmd = 0] = request;
  return { kind: "request", netFn, cmd, data: request.slice(2), ...step };
});
const waitStep = group({ wait: integer(1, MAX_MS) }).transform(({ wait }): GuestStep => ({ kind: "wait", ms: wait }));
const passStep = group({ pass: integer(1, MAX_MS) }).transform(({ pass }): GuestStep => ({ kind: "pass", ms: pass }));
const drainStep = z.literal("drain").transform((): GuestStep => ({ kind: "drain" }));

const resetStep = z.literal("reset").transform((): GuestStep => ({ kind: "reset" }));

const attentionStep = z.literal("attention").transform((): GuestStep => ({ kind: "attention" }));

const STEP = 'one of {request: "06 01", seq: 0}, {wait: ms}, {pass: ms}, drain, attention';
const plainStep = z.union([requestStep, waitStep, passStep, drainStep, attentionStep], STEP);
const exchangeStep = group({ exchange: bytes(2, 255) }).transform(({ exchange }): GuestStep => {
  const [netFn = 0, cmd = 0] = exchange;
  return { kind: "exchange", netFn, cmd, data: exchange.slice(2) };
});
const apStep = group({ ap: listOf(plainStep) }).transform(({ ap }): GuestStep => ({ kind: "ap", steps: ap }));
const inSmi = z.union([plainStep, exchangeStep, apStep], `${STEP}, {exchange: "06 01"}, {ap: [steps]}`);
const smiStep = group({ smi: listOf(inSmi) }).transform(({ smi }): GuestStep => ({ kind: "smi", steps: smi }));
const step = z.union(
  [plainStep, exchangeStep, resetStep, smiStep],
  `${STEP}, {exchange: "06 01"}, reset, {smi: [steps]}`,
);

const outcomeList = listOf(oneOf(Object.keys(OUTCOMES) as [Outcome, ...Outcome[]]));

/** Outcomes of every round; `except` replaces those of single rounds ("160") or of several ("161-255"). */
const expectation = z.union(
  [
    outcomeList.transform((each) => ({ each, except: new Map<number, readonly Outcome[]>() })),
    group({ each: outcomeList, except: z.record(z.string(), outcomeList).default({}) }).transform(
      ({ each, except }) => ({
        each,
        except: new Map(Object.entries(except).flatMap(([rounds, list]) => roundsOf(rounds).map((n) => [n, list]))),
      }),
    ),
  ],
  `a list of ${Object.keys(OUTCOMES).join(", ")}, or {each: list, except: {round: list}}`,
);

function roundsOf(text: string): readonly number[] {
  const [first = 0, last = first] = text.split("-").map(Number);
  return Array.from({ length: Math.max(0, Math.min(last, MAX_ROUNDS) - first + 1) }, (_, i) => first + i);
}

export const scenarioSchema = group({
  title: text("a line").describe("The scenario in one line."),
  why: text("a sentence").describe("Reason for the expected outcomes, in one sentence."),
  interfaces: listOf(oneOf(LAB_INTERFACES)).default(["bt", "kcs"]).describe("Interfaces that the scenario runs on."),
  host: oneOf(["uefi"]).optional().describe("uefi: it runs on the UEFI host only. By default the steps decide."),
  rounds: integer(1, MAX_ROUNDS).default(1).describe("Number of times that the guest does its steps, 1 to 256."),
  guest: listOf(step).describe("The guest's steps, in order."),
  bmc: replies().describe("The replies section of a configuration."),
  expect: group({
    strict: expectation,
    "strict-or-ff": expectation.optional(),
    any: expectation.optional(),
    "timer-kept": expectation.optional(),
    "timer-kept-unescaped": expectation.optional(),
    resets: expectation.optional(),
  }).describe(
    "For each kind of QEMU, the outcome of each wait, drain, attention and unwritten request. A kind that is left out " +
      "has those of strict, timer-kept-unescaped those of timer-kept.",
  ),
});

export interface Scenario extends z.output<typeof scenarioSchema> {
  /** The file's name without .yaml. */
  readonly name: string;
}

/** Whether the scenario needs a guest with System Management Mode. */
export function needsSmm({ guest }: Scenario): boolean {
  return hasStep(guest, "smi");
}

/** Whether the scenario runs with UEFI only: another vCPU in System Management Mode, for one, or a public stack's conduct. */
export function needsUefi({ guest, host }: Scenario): boolean {
  return host === "uefi" || hasStep(guest, "ap") || hasStep(guest, "exchange");
}

/** Number of vCPUs that the scenario needs. */
export function cpusOf({ guest }: Scenario): number {
  return hasStep(guest, "ap") ? 2 : 1;
}

function hasStep(steps: readonly GuestStep[], kind: GuestStep["kind"]): boolean {
  return steps.some((step) => step.kind === kind || ("steps" in step && hasStep(step.steps, kind)));
}

/** The guest's steps of all rounds. */
export function allSteps({ guest, rounds }: Scenario): readonly GuestStep[] {
  return Array.from({ length: rounds }, () => guest).flat();
}

/** The expected outcomes for one kind of QEMU, all rounds in a row. */
export function expected({ expect, rounds }: Scenario, acceptance: Acceptance): readonly Outcome[] {
  let kind = acceptance;
  while (kind !== "strict" && expect[kind] === undefined) kind = RESEMBLES[kind];
  const { each, except } = expect[kind] ?? expect.strict;
  return Array.from({ length: rounds }, (_, round) => except.get(round) ?? each).flat();
}

/** Reads a scenario. @throws ConfigError that lists every problem with file, line and column. */
export function loadScenario(fileName: string): Scenario {
  const file = readConfigFile(fileName, "the file is empty; config/scenarios/README.md shows what is in a scenario");
  const values = valuesOf(file);
  const result = scenarioSchema.safeParse(values);
  if (result.success) return { name: basename(fileName, ".yaml"), ...result.data };
  const complaints = new Complaints();
  for (const problem of problemsOf(result.error.issues, values, scenarioSchema)) complaints.addProblem(file, problem);
  throw new ConfigError(complaints.lines(fileName));
}

/** All scenarios of a directory, by name. */
export function loadScenarios(directory: string): readonly Scenario[] {
  const files = readdirSync(directory)
    .filter((name) => name.endsWith(".yaml"))
    .sort();
  return files.map((name) => loadScenario(join(directory, name)));
}
