/** Calls about the acceptance lab, which the daemon runs as a program of its own. */
import { z } from "zod";
import { integer, listOf, oneOf, text } from "../../config/values/values.ts";
import { ATTACHMENT_NAMES, BUSES } from "../../lab/attachment.ts";
import { HOSTS } from "../../lab/host.ts";
import { ACCEPTANCES } from "../../lab/model/acceptance.ts";
import { defineCall, defineStream } from "../define-call.ts";
import { epochMs } from "./common.ts";

/** Most QEMUs and scenarios of one run. */
const MAX_QEMUS = 8;
const MAX_SCENARIOS = 256;
const MAX_ROUNDS = 100;
/** Characters of an expectation. The command line of a program has room for some 100,000. */
const MAX_EXPECTATION = 200;
const MAX_SEED = 0x7fffffff;

const A_SCENARIO = "the name of a scenario that comes with extern-bmc, such as wrong-id";
const EXPECTATION = "a kind for BT, such as any or strict, or bt=KIND,kcs=KIND";

/** The form of `lab run --expect`. */
function expectation() {
  const kind = `(?:${ACCEPTANCES.join("|")})`;
  const part = `(?:${ATTACHMENT_NAMES.join("|")})=${kind}`;
  const form = new RegExp(`^(?:${kind}|${part}(?:,${part})*)$`);
  return text(EXPECTATION).max(MAX_EXPECTATION, EXPECTATION).regex(form, EXPECTATION);
}

const ofRun = { run: integer(1, MAX_SEED) };

const row = z.object({
  /** From 1. */
  number: z.int(),
  qemu: z.string(),
  scenario: z.string(),
  /** From 1; later ones are repetitions. */
  round: z.int(),
  /** Name of the device, such as pci-bt. */
  interface: z.string(),
  host: z.enum(HOSTS),
  /** The guest's outcomes in short: "accepted ×2, hang". */
  outcomes: z.string(),
  /** The kinds of QEMU whose expectations these outcomes meet. */
  fits: z.array(z.enum(ACCEPTANCES)),
  /** Outcomes of the kind that the row is held against, if they differ. */
  expected: z.string().optional(),
  durationMs: z.number(),
});
export type LabRow = z.infer<typeof row>;

const verdict = z.object({
  qemu: z.string(),
  /** "QEMU emulator version 7.2.22 …" */
  subject: z.string(),
  devices: z.array(
    z.object({
      interface: z.string(),
      /** The kinds that every row fits. */
      kinds: z.array(z.enum(ACCEPTANCES)),
      /** The expected kind, otherwise the nearest one. */
      heldAgainst: z.enum(ACCEPTANCES),
      /** Number of rows that differ from it. */
      differing: z.int(),
      /** "bt: strict or resets (the scenarios that ran do not tell these apart)" */
      text: z.string(),
    }),
  ),
  /** A sentence for each device that is not of the expected kind. */
  unmet: z.array(z.string()),
});
export type LabVerdict = z.infer<typeof verdict>;

const brief = {
  run: z.int(),
  /** done: every scenario ran, and the verdicts are there. failed: QEMU or the lab failed; problem says why. */
  state: z.enum(["running", "done", "stopped", "failed"]),
  startedMs: epochMs,
  durationMs: z.number(),
  qemus: z.array(z.string()),
  /** Rows so far, and of the whole run; the latter is absent until the lab has asked the QEMUs. */
  done: z.int(),
  total: z.int().optional(),
  /** Rows that are not as expected. */
  differing: z.int(),
  /** Command line that does the same in a shell, after `extern-bmc`. */
  arguments: z.array(z.string()),
  /** Exit code of the lab: docs/cli.md. Absent while it runs, and after a signal. */
  exitCode: z.int().optional(),
  problem: z.string().optional(),
};
const briefRun = z.object(brief);
export type LabRun = z.infer<typeof briefRun>;

const labInfo = defineCall({
  route: "GET /lab",
  doc: "Lists the QEMUs and scenarios of the acceptance lab, and the runs that the daemon keeps, the latest 16.",
  arguments: z.strictObject({}),
  result: z.object({
    /** The first is the default. found: the program is there. */
    qemus: z.array(z.object({ name: z.string(), program: z.string(), found: z.boolean() })),
    scenarios: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        interfaces: z.array(z.string()),
        hosts: z.array(z.enum(HOSTS)),
      }),
    ),
    kinds: z.array(z.enum(ACCEPTANCES)),
    runs: z.array(briefRun),
  }),
});
export type LabInfo = z.infer<typeof labInfo.result>;

const labStart = defineCall({
  route: "POST /lab/runs",
  doc:
    "Starts a run of the acceptance lab, one at a time. The options are those of `extern-bmc lab run`; qemu has names of " +
    "the setting lab.qemu. A run has 2,000 rows at most.",
  arguments: z.strictObject({
    qemu: listOf(text("the name of a QEMU"))
      .min(1, "one QEMU or more")
      .max(MAX_QEMUS, `${MAX_QEMUS} at most`)
      .optional(),
    scenario: listOf(text(A_SCENARIO).regex(/^[\w-]{1,64}$/, A_SCENARIO))
      .min(1, "one scenario or more")
      .max(MAX_SCENARIOS, `${MAX_SCENARIOS} at most`)
      .optional(),
    host: oneOf(HOSTS).optional(),
    bus: oneOf(BUSES).optional(),
    acceptance: oneOf(ACCEPTANCES).optional(),
    expect: expectation().optional(),
    seed: integer(0, MAX_SEED).default(0),
    repeat: integer(1, MAX_ROUNDS).default(1),
  }),
  result: briefRun,
});
export type LabOptions = z.output<typeof labStart.arguments>;

export const labStatus = defineCall({
  route: "GET /lab/runs/{run}",
  doc: "Shows a run: its state, its verdicts, and its rows from a place on.",
  arguments: z.strictObject({ ...ofRun, from: integer(0, 0xffff).default(0) }),
  result: z.object({ ...brief, verdicts: z.array(verdict), rows: z.array(row), next: z.int().optional() }),
});

const labStop = defineCall({
  route: "POST /lab/runs/{run}/stop",
  doc: "Ends a run and its QEMU; the rows so far stay.",
  arguments: z.strictObject(ofRun),
  result: briefRun,
});

const labWatch = defineStream({
  route: "GET /lab/watch",
  doc: "Streams runs of the lab as they go on: a run that starts or ends, and each row as soon as it is there or judged.",
  arguments: z.strictObject({}),
  event: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("run"), run: briefRun }),
    z.object({ kind: z.literal("row"), run: z.int(), row }),
  ]),
});
export type LabEvent = z.infer<typeof labWatch.event>;

export const labCalls = {
  "lab.info": labInfo,
  "lab.start": labStart,
  "lab.status": labStatus,
  "lab.stop": labStop,
  "lab.watch": labWatch,
};
