/** `lab`: the acceptance lab. Runs scenarios on a QEMU and reports which message IDs it accepts. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { ATTACHMENT_NAMES, ATTACHMENTS, type Attachment, BUSES, type Bus } from "../../lab/attachment.ts";
import { endProcessesOnSignals, endWithStandardInput } from "../../lab/clean-end.ts";
import { keepEvidence } from "../../lab/evidence.ts";
import { ACCELERATORS, type Accelerator, checkAccelerator } from "../../lab/firmware/accelerator.ts";
import { HOSTS, type HostKind } from "../../lab/host.ts";
import { ACCEPTANCES, type Acceptance, withoutPatch } from "../../lab/model/acceptance.ts";
import { outputProblem } from "../../lab/output-files.ts";
import { askQemu } from "../../lab/qemu/qemu-binary.ts";
import { json, junit, type LabReport, table, unmet } from "../../lab/report.ts";
import { plays, type RunResult, rowName, runScenario, type Subject } from "../../lab/run.ts";
import type { Scenario } from "../../lab/scenario.ts";
import { number, sideBySide } from "../../lab/side-by-side.ts";
import type { UefiBoots } from "../../lab/uefi/uefi-boots.ts";
import { ExitError, UnmetError, UsageError } from "../../service/errors.ts";
import { ExitCode } from "../../service/exit-code.ts";
import { repeatable, wholeNumber } from "../options/parsers.ts";
import { defaultQemu, QEMU_BINARY, qemuPath } from "../options/qemu-option.ts";
import { screenWidth } from "../output/screen.ts";
import { bad, good, strong } from "../output/style.ts";
import { type Expectation, parseExpect } from "./lab-expect.ts";
import { addLabFirmware } from "./lab-firmware.ts";
import { type Part, progressForPeople, progressInLines } from "./lab-progress.ts";
import { addLabScenarios, scenariosNamed } from "./lab-scenarios.ts";
import { addUefiOptions, checkOvmf, checkUefiOptions, type UefiOptions, uefiBoots } from "./lab-uefi.ts";

const RUN_HELP = `
Each scenario runs on a fresh QEMU. Scenarios that need System Management Mode run as firmware; the others drive the
device's registers over qtest. --host uefi runs the former, and some of its own, as drivers in Debian's OVMF; a run
without --host leaves UEFI out. The verdict says which message ids the QEMU accepts on BT, KCS and SSIF: strict
(only the request's), strict-or-ff (that, or FFh), any. The cured kinds are strict: docs/lab.md describes them.
Several QEMUs run in turn; the table has a column for each.
With --firmware IMAGE, it boots your own firmware instead: "extern-bmc lab firmware --help" has the options.

Examples:
  extern-bmc lab run --qemu ./build/qemu-system-x86_64
  extern-bmc lab run --qemu ./build/qemu-system-x86_64 --expect any --junit lab.xml
  extern-bmc lab run --qemu qemu-system-x86_64 --expect strict --qemu ./build/qemu-system-x86_64 --expect any
  extern-bmc lab run --expect bt=strict,kcs=strict --host qemu --bus pci
  extern-bmc lab run --host uefi --qemu ./build/qemu-system-x86_64
  extern-bmc lab run --scenario late-answer --scenario ./mine.yaml --keep evidence
  extern-bmc lab run --host model --acceptance any
  extern-bmc lab run --host firmware --accel kvm
  extern-bmc lab run --firmware MY_OVMF.fd

Exit codes: 0 done and as expected, 1 not as --expect says, or QEMU failed, 2 the command line or a scenario is wrong,
3 this machine cannot use --accel.`;

const MAX_ROUNDS = 1000;

interface RunOptions extends UefiOptions {
  readonly qemu?: readonly string[];
  readonly host?: HostKind;
  readonly bus?: Bus;
  readonly accel?: Accelerator;
  readonly acceptance?: Acceptance;
  readonly scenario?: readonly string[];
  readonly expect?: readonly Expectation[];
  readonly seed: number;
  readonly keep?: string;
  readonly repeat: number;
  readonly json?: true;
  readonly jsonLines?: true;
  readonly endWithStdin?: true;
  readonly junit?: string;
}

export function addLab(program: Command): void {
  const lab = program.command("lab").description("acceptance lab: run scenarios on a QEMU").helpCommand(false);
  const command = lab
    .command("run")
    .description("run scenarios and report which message ids the QEMU accepts")
    .addOption(new Option("--qemu <path>", `${QEMU_BINARY}; repeatable`).argParser(qemuPaths))
    .addOption(new Option("--host <host>", "run on this host only").choices(HOSTS))
    .addOption(new Option("--bus <bus>", "only the IPMI devices on this bus; defaults to all").choices(BUSES))
    .addOption(
      new Option("--accel <accelerator>", "accelerator of QEMUs that run firmware; defaults to tcg").choices(
        ACCELERATORS,
      ),
    )
    .addOption(
      new Option(
        "--acceptance <kind>",
        "kind of QEMU that the model plays, with --host model; defaults to strict",
      ).choices(ACCEPTANCES),
    )
    .addOption(
      new Option("--scenario <name>", "only this scenario: a name or a file; repeatable").argParser(repeatable),
    )
    .addOption(
      new Option(
        "--expect <kinds>",
        "expected verdict: a kind for BT, such as any or strict, or bt=KIND,kcs=KIND; once, or once for each --qemu",
      ).argParser((text, before: readonly Expectation[] = []) => [...before, parseExpect(text)]),
    )
    .addOption(
      new Option("--seed <number>", "added to the scenarios' own seeds")
        .argParser(wholeNumber(0, 0x7fffffff))
        .default(0),
    )
    .addOption(
      new Option("--repeat <number>", "rounds of all scenarios; each adds one to the seed")
        .argParser(wholeNumber(1, MAX_ROUNDS))
        .default(1),
    )
    .option("--keep <folder>", "folder for the log, bytes and QEMU command line of each run")
    .option("--json", "print the report as JSON")
    .addOption(
      new Option("--json-lines", "print each result as a line of JSON as soon as it is there").conflicts("json"),
    )
    .option("--end-with-stdin", "end when standard input ends, for programs that start the lab")
    .option("--junit <file>", "also write the report as JUnit XML")
    .addHelpText("after", RUN_HELP)
    .action(run);
  addUefiOptions(command);
  addLabFirmware(lab);
  addLabScenarios(lab);
}

async function run(options: RunOptions): Promise<void> {
  endProcessesOnSignals();
  if (options.endWithStdin) endWithStandardInput();
  checkTogether(options);
  const scenarios = scenariosNamed(options.scenario);
  await using boots = uefiBoots(options);
  const qemus = await Promise.all(named(options).map((qemu) => subjectsOf(qemu, options, boots)));
  const plans = qemus.map((subjects) => planOf(subjects, scenarios, options));
  if (plans.every((plan) => plan.length === 0))
    throw new UsageError("none of these scenarios can be played on this host; see extern-bmc lab list");
  const problem = outputProblem(options);
  if (problem !== undefined) throw new UsageError(problem);
  if (options.host === "uefi") await checkOvmf(boots);

  const parts = plans.map((plan, index): Part => {
    return { index, subject: qemus[index]?.map(describeSubject)[0] ?? "", total: plan.length };
  });
  const progress = options.jsonLines ? progressInLines(parts) : progressForPeople(parts);
  const reports: LabReport[] = [];
  for (const part of parts) {
    const { index, subject } = part;
    const folder = options.keep && join(options.keep, parts.length === 1 ? "" : number(index));
    const expect = options.expect?.[options.expect.length === 1 ? 0 : index] ?? new Map();
    const results = await play(plans[index] ?? [], options.seed, folder, {
      starts: (at, row) => progress.starts(part, at, row),
      ends: (result) => progress.ends(part, result, expect),
      breaksOff: progress.breaksOff,
    });
    const report = { subject, seed: options.seed, results, expect };
    progress.verdict(part, report);
    reports.push(report);
  }
  const [report, ...others] = reports;
  if (options.junit !== undefined) writeFileSync(options.junit, junit(reports));
  if (options.json) process.stdout.write(`${json(reports)}\n`);
  else if (!options.jsonLines) {
    const look = { width: screenWidth(), good, bad, strong };
    process.stdout.write(report && others.length === 0 ? table(report, look) : sideBySide(reports, look));
  }
  const problems = reports.flatMap((each) =>
    unmet(each).map((text) => (others.length ? `${each.subject}: ${text}` : text)),
  );
  if (problems.length > 0) throw new UnmetError(problems.join("\n"));
}

const qemuPaths = (path: string, paths: readonly string[] = []) => [...paths, qemuPath(path)];

/** The QEMUs of the command line. The model needs none. */
function named({ host, qemu }: RunOptions): readonly string[] {
  return host === "model" ? [""] : (qemu ?? [defaultQemu()]);
}

interface Planned {
  readonly subject: Subject;
  readonly scenario: Scenario;
  readonly via: Attachment;
  /** From 1. */
  readonly round: number;
}

/** All scenarios once, then all again for each repetition. */
function planOf(
  subjects: readonly Subject[],
  scenarios: readonly Scenario[],
  { bus, repeat }: RunOptions,
): readonly Planned[] {
  const once = scenarios.flatMap((scenario) =>
    subjects.flatMap((subject) =>
      ATTACHMENT_NAMES.filter((via) => plays(subject.host, scenario, via))
        .filter((via) => bus === undefined || ATTACHMENTS[via].bus === bus)
        .map((via) => ({ subject: subjectOn(via, subject), scenario, via })),
    ),
  );
  return Array.from({ length: repeat }, (_, index) => once.map((row) => ({ ...row, round: index + 1 }))).flat();
}

interface Played {
  starts(at: number, row: Planned): void;
  ends(result: RunResult): void;
  breaksOff(): void;
}

/** Plays a plan. `folder`: of --keep. */
async function play(
  plan: readonly Planned[],
  seed: number,
  folder: string | undefined,
  { starts, ends, breaksOff }: Played,
): Promise<readonly RunResult[]> {
  const results: RunResult[] = [];
  for (const [index, row] of plan.entries()) {
    const { subject, scenario, via, round } = row;
    const evidence = folder === undefined ? undefined : keepEvidence(join(folder, `${via}-${rowName(row)}`));
    starts(index, row);
    const result = await runScenario(subject, scenario, via, seed, evidence, round).catch((error: unknown) => {
      breaksOff();
      throw error;
    });
    ends(result);
    results.push(result);
  }
  return results;
}

/** @throws UsageError when one option makes another meaningless */
function checkTogether(options: RunOptions): void {
  const { host, bus, accel, acceptance, qemu = [], expect = [] } = options;
  checkUefiOptions(host, options);
  if (expect.length > 1 && expect.length !== qemu.length)
    throw new UsageError(
      `--expect is given ${expect.length} times for ${qemu.length} --qemu; give one, or one for each`,
    );
  if (acceptance !== undefined && host !== "model") throw new UsageError("--acceptance needs --host model");
  if (accel !== undefined && (host === "model" || host === "qemu" || !runsFirmware(bus))) {
    throw new UsageError("--accel is for firmware; leave it out where none runs");
  }
  if (host === "model" && qemu.length > 0)
    throw new UsageError("--qemu is for a real QEMU; leave it out for --host model");
  if (bus !== undefined && bus !== "isa" && host !== undefined && host !== "qemu") {
    throw new UsageError(`--bus ${bus} is for the qemu host; leave it out for --host ${host}`);
  }
}

async function subjectsOf(
  qemu: string,
  { host, bus, accel, acceptance = "strict", cpus = 1, tcgThread = "single" }: RunOptions,
  boots: UefiBoots,
): Promise<readonly Subject[]> {
  if (host === "model") return [{ host, acceptance }];
  const binary = await askQemu(qemu).catch((error: Error) => {
    throw new UsageError(`${error.message}; say where QEMU is with --qemu PATH`);
  });
  const accelerator = accel ?? "tcg";
  if (accelerator !== "tcg") await checkAcceleratorHere(binary.path, accelerator);
  if (host === "uefi") {
    const argument = accelerator === "tcg" ? `tcg,thread=${tcgThread}` : accelerator;
    return [{ host, binary, boots, cpus, accelerator: argument }];
  }
  const all: readonly Exclude<HostKind, "model" | "uefi">[] = runsFirmware(bus) ? ["qemu", "firmware"] : ["qemu"];
  const hosts = host === undefined ? all : [host];
  return hosts.map((each) => ({ host: each, binary, accelerator }));
}

/** Whether this choice of buses has a device that the firmware drives. */
function runsFirmware(bus: Bus | undefined): boolean {
  return bus === undefined || bus === "isa";
}

/** @throws ExitError with a code of its own: neither the QEMU nor the command line is at fault */
async function checkAcceleratorHere(binary: string, accelerator: Accelerator): Promise<void> {
  await checkAccelerator(binary, accelerator).catch((error: Error) => {
    throw new ExitError(ExitCode.Unsupported, error.message);
  });
}

/** Makes the model accept no other id on KCS: the patch is for BT only. */
function subjectOn(via: Attachment, subject: Subject): Subject {
  if (subject.host !== "model" || via === "bt") return subject;
  return { ...subject, acceptance: withoutPatch(subject.acceptance) };
}

function describeSubject(subject: Subject): string {
  if (subject.host === "model") return `our model of QEMU, ${subject.acceptance}`;
  const firmware = subject.host === "uefi" ? `, ${subject.boots.ovmfPath}` : "";
  return `${subject.binary.version}, ${subject.binary.path}${firmware}`;
}
