/** Runs scenarios, each with a fresh BMC and a fresh host, and compares what the guest got with what was expected. */
import { pino } from "pino";
import { ManualClock, systemClock } from "../clock.ts";
import { configSchema } from "../config/schema/schema.ts";
import { Machine } from "../machine.ts";
import { ATTACHMENTS, type Attachment } from "./attachment.ts";
import type { Evidence } from "./evidence.ts";
import type { Accelerator } from "./firmware/accelerator.ts";
import { firmwareHost } from "./firmware/firmware-host.ts";
import type { HostKind, LabHost, Sighting } from "./host.ts";
import { LabError } from "./lab-error.ts";
import { ACCEPTANCES, type Acceptance } from "./model/acceptance.ts";
import { ModelHost } from "./model/model-host.ts";
import { type Outcome, outcomes } from "./outcome.ts";
import type { QemuBinary } from "./qemu/qemu-binary.ts";
import { qemuHost } from "./qemu/qemu-host.ts";
import { allSteps, cpusOf, expected, needsSmm, needsUefi, type Scenario } from "./scenario.ts";
import type { UefiBoots } from "./uefi/uefi-boots.ts";
import { uefiHost } from "./uefi/uefi-host.ts";

/** The host that plays the guest's side, and its options. */
export type Subject =
  | { readonly host: "model"; readonly acceptance: Acceptance }
  | {
      readonly host: "qemu" | "firmware";
      readonly binary: QemuBinary;
      /** Accelerator of the firmware. Registers need none, as no guest runs. */
      readonly accelerator?: Accelerator;
    }
  | {
      readonly host: "uefi";
      readonly binary: QemuBinary;
      readonly boots: UefiBoots;
      /** vCPUs; a scenario that needs more has more. */
      readonly cpus: number;
      /** Argument of QEMU's -accel. */
      readonly accelerator: string;
    };

/** One scenario on one device of one subject. */
export interface RunResult {
  readonly scenario: Scenario;
  /** From 1; later ones are repetitions. */
  readonly round: number;
  readonly interface: Attachment;
  readonly host: HostKind;
  readonly outcomes: readonly Outcome[];
  readonly sightings: readonly Sighting[];
  /** The kinds of QEMU whose expectations these outcomes meet. */
  readonly fits: readonly Acceptance[];
  readonly durationMs: number;
  /** QEMU's command line; undefined if no QEMU ran. */
  readonly commandLine: string | undefined;
}

/** Name of a result's row: "echo", or "echo (2)" for its first repetition. */
export function rowName({ scenario, round }: Pick<RunResult, "scenario" | "round">): string {
  return round === 1 ? scenario.name : `${scenario.name} (${round})`;
}

/** The hosts that play a scenario's guest. Of those with SMM, UEFI plays all. The model has no SSIF. */
export function hostsOf(scenario: Scenario): readonly HostKind[] {
  if (needsUefi(scenario)) return ["uefi"];
  if (needsSmm(scenario)) return ["firmware", "uefi"];
  return scenario.interfaces.every((kind) => kind === "ssif") ? ["qemu"] : ["model", "qemu"];
}

/** Whether this host plays a scenario's guest. Only a real QEMU's registers have devices on other buses than ISA. */
export function plays(host: HostKind, scenario: Scenario, via: Attachment): boolean {
  const { interface: kind, bus } = ATTACHMENTS[via];
  if (bus !== "isa" && host !== "qemu") return false;
  return scenario.interfaces.includes(kind) && hostsOf(scenario).includes(host);
}

/** Runs one scenario; each round adds one to the seed. Rejects with `LabError` if the subject failed, which is not a finding about its IPMI device. */
export async function runScenario(
  subject: Subject,
  scenario: Scenario,
  via: Attachment,
  seed: number,
  evidence?: Evidence,
  round = 1,
): Promise<RunResult> {
  const startedAtMs = performance.now();
  const clock = new ManualClock();
  let commandLine: string | undefined;
  const host = hostOf(subject, scenario, via, clock, (line) => {
    commandLine = line;
  });
  const replies = { ...scenario.bmc, seed: scenario.bmc.seed + seed + round - 1 };
  const bmcClock = subject.host === "firmware" || subject.host === "uefi" ? systemClock : clock;
  const machine = new Machine({ ...configSchema.parse({}), replies }, evidence?.log ?? SILENT, bmcClock);
  const steps = allSteps(scenario);
  const sightings = await host.run(steps, evidence?.tap(machine, bmcClock) ?? machine);
  const found = outcomes(steps, sightings, ATTACHMENTS[via].interface);
  const result = {
    scenario,
    round,
    interface: via,
    host: subject.host,
    outcomes: found,
    sightings,
    fits: ACCEPTANCES.filter((acceptance) => equal(found, expected(scenario, acceptance))),
    durationMs: performance.now() - startedAtMs,
    commandLine,
  };
  evidence?.finish(commandLine, { ...result, scenario: scenario.name });
  return result;
}

const SILENT = pino({ level: "silent" });

function hostOf(
  subject: Subject,
  scenario: Scenario,
  via: Attachment,
  clock: ManualClock,
  started: (commandLine: string) => void,
): LabHost {
  const { device } = ATTACHMENTS[via];
  if (subject.host === "qemu") return qemuHost({ binary: subject.binary, device, clock, started });
  if (via !== "bt" && via !== "kcs") throw new LabError("refused", `the ${subject.host} host has no ${device}`);
  switch (subject.host) {
    case "model":
      return new ModelHost({ interface: via, acceptance: subject.acceptance, clock });
    case "firmware": {
      const { binary, accelerator = "tcg" } = subject;
      return firmwareHost({ accelerator, binary: binary.path, interface: via, started });
    }
    case "uefi": {
      const { binary, boots, accelerator } = subject;
      const cpus = Math.max(subject.cpus, cpusOf(scenario));
      return uefiHost({ binary: binary.path, interface: via, cpus, accelerator, boots, started });
    }
  }
}

function equal(a: readonly Outcome[], b: readonly Outcome[]): boolean {
  return a.length === b.length && a.every((outcome, i) => outcome === b[i]);
}
