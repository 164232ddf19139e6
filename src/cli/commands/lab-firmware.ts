/** `lab firmware`: boots the user's own firmware once without a fault and once with each fault of the catalogue. */

import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { endProcessesOnSignals } from "../../lab/clean-end.ts";
import { outputProblem } from "../../lab/output-files.ts";
import { adviceOn } from "../../lab/own-firmware/advice.ts";
import { BOOTED } from "../../lab/own-firmware/boot-program.ts";
import { runCampaign } from "../../lab/own-firmware/campaign.ts";
import { EXPECTED_KINDS, type Expectation, parseExpectation } from "../../lab/own-firmware/expectation.ts";
import {
  type Fault,
  FIRMWARE_INTERFACES,
  type FirmwareInterface,
  loadFault,
  loadFaults,
} from "../../lab/own-firmware/fault.ts";
import { type FirmwareImage, IMAGE_KINDS, type ImageKind, imageKind } from "../../lab/own-firmware/image.ts";
import { progressOn } from "../../lab/own-firmware/progress.ts";
import { type CampaignReport, json, junit, table, unmet } from "../../lab/own-firmware/report.ts";
import { LATE_MS } from "../../lab/own-firmware/verdict.ts";
import { askQemu } from "../../lab/qemu/qemu-binary.ts";
import type { MachineOptions } from "../../machine.ts";
import { packageFile } from "../../package-files.ts";
import { UnmetError, UsageError } from "../../service/errors.ts";
import { columns } from "../../text/columns.ts";
import { type ConfigOptions, configOf } from "../options/config-options.ts";
import { repeatable, seconds } from "../options/parsers.ts";
import { defaultQemu, QEMU_BINARY, qemuPath } from "../options/qemu-option.ts";
import { screenWidth } from "../output/screen.ts";
import { unknownName } from "../output/unknown-name.ts";
import { isFileName } from "./lab-file-name.ts";

const HELP = `
Boots the image without a fault, then once per fault, each time on a fresh QEMU with a copy of the image, and prints what
became of each boot: boots, boots late, hangs, repeats for ever, ends. "extern-bmc lab run --firmware IMAGE" is the same.

An image that begins with a UEFI firmware volume is mapped as flash; any other goes to -bios (SeaBIOS, coreboot). The
machine is a q35 with a small disk. UEFI and BIOS boot that disk, which shows that the firmware has handed over. A
firmware that boots something else names a text for that with --until: the machine then has no disk of ours, only what
the arguments after -- give it.

Examples:
  extern-bmc lab firmware MY_OVMF.fd
  extern-bmc lab firmware OVMF_CODE.fd --vars OVMF_VARS.fd --interface kcs --expect boots --junit boots.xml
  extern-bmc lab firmware OVMF_CODE.secboot.fd --vars OVMF_VARS.fd --smm --fault wrong-id --fault never
  extern-bmc lab firmware MY_OVMF.fd --expect boots,wrong-id=hangs,ff-id=hangs --qemu ./build/qemu-system-x86_64
  extern-bmc lab firmware coreboot.rom --until "Linux version" -- -smp 2 -drive if=virtio,file=disk.img
  extern-bmc lab firmware --list-faults

--expect names an outcome for all faults, and others by name: boots (late or not), on-time, late, hangs, repeats, ends, any.

Exit codes: 0 done and as expected; 1 not as --expect says, the firmware does not boot without a fault, or QEMU failed;
2 the command line or a fault is wrong.`;

const FAULTS = packageFile("config/faults/");

/** QEMU's x86 machines refuse a -bios image of another size. */
const ROM_UNIT = 64 * 1024;

/** A day. */
const MAX_SECONDS = 86_400;

const LEAVE_OUT = "leave it out";

/** Options of `lab run` alone, each with what to do. */
const NOT_FOR_FIRMWARE: Readonly<Record<string, string>> = {
  "--host <host>": LEAVE_OUT,
  "--acceptance <kind>": LEAVE_OUT,
  "--seed <number>": LEAVE_OUT,
  "--repeat <number>": LEAVE_OUT,
  "--scenario <name>": "name faults with --fault",
  "--accel <accelerator>": "give QEMU -accel behind --",
  "--cpus <number>": "give QEMU -smp behind --",
  "--tcg-thread <kind>": "give QEMU -accel behind --",
  "--ovmf <path>": "the image is all that it boots",
};

interface FirmwareOptions extends Pick<ConfigOptions, "config" | "extends"> {
  readonly qemu?: string;
  readonly interface: FirmwareInterface;
  readonly bus: "isa" | "pci";
  readonly as?: ImageKind;
  readonly vars?: string;
  readonly smm?: true;
  readonly until?: string;
  readonly fault?: readonly string[];
  readonly limit?: number;
  readonly late: number;
  readonly expect?: Expectation;
  readonly keep?: string;
  readonly json?: true;
  readonly junit?: string;
  readonly listFaults?: true;
}

export function addLabFirmware(lab: Command): void {
  const command = lab
    .command("firmware")
    .description("boot your own firmware with each fault and report what became of it")
    .argument("[image]", "the firmware: a flash image or a ROM")
    .argument("[arguments...]", "arguments for QEMU, after --")
    .option("--qemu <path>", QEMU_BINARY, oneQemu)
    .addOption(
      new Option("--interface <interface>", "the firmware's interface to the BMC")
        .choices(FIRMWARE_INTERFACES)
        .default("bt"),
    )
    .addOption(new Option("--bus <bus>", "bus of the device, for bt and kcs").choices(["isa", "pci"]).default("isa"))
    .option("--vars <file>", "file of the UEFI variables, if they are not in the image; each boot gets a copy")
    .option("--smm", "the image requires SMM: only SMM may write its flash, and the machine has no S3")
    .addOption(new Option("--as <kind>", "how to map the image; defaults to what it looks like").choices(IMAGE_KINDS))
    .option("--until <text>", "text on serial or the debug console that shows that it has booted")
    .option("-c, --config <file>", "configuration of the BMC, YAML (environment: EXTERN_BMC_CONFIG)")
    .option("--extends <base>", "base configuration of the BMC: a shipped one such as server, or a file")
    .addOption(new Option("--fault <name>", "only this fault: a name or a file; repeatable").argParser(repeatable))
    .option("--list-faults", "list the faults")
    .addOption(
      new Option(
        "--limit <seconds>",
        "longest time of a boot; defaults to 180, or 120 and six faultless boots if that is more",
      ).argParser(seconds(1, MAX_SECONDS)),
    )
    .addOption(
      new Option("--late <seconds>", "extra time past which a boot is late")
        .argParser(seconds(0.1, MAX_SECONDS))
        .default(LATE_MS / 1000),
    )
    .addOption(
      new Option("--expect <outcomes>", "expected outcomes, such as boots,wrong-id=hangs").argParser(expectation),
    )
    .option("--keep <folder>", "folder for the consoles, log, bytes and QEMU command line of each boot")
    .option("--json", "print the report as JSON")
    .option("--junit <file>", "also write the report as JUnit XML")
    .addHelpText("after", HELP)
    .action(firmware);
  for (const [flags, instead] of Object.entries(NOT_FOR_FIRMWARE)) command.addOption(refused(flags, instead));
}

/** An option of `lab run` that a run of the user's firmware does not have. */
function refused(flags: string, instead: string): Option {
  const [name = ""] = flags.split(" ");
  const why = `${name} is for the lab's own guests, and --firmware boots your image in their place; ${instead}`;
  return new Option(flags, "of lab run without --firmware").hideHelp().argParser(() => {
    throw new UsageError(why);
  });
}

async function firmware(
  path: string | undefined,
  userArguments: readonly string[],
  options: FirmwareOptions,
): Promise<void> {
  if (options.listFaults) {
    list(options);
    return;
  }
  if (path === undefined) throw new UsageError("no firmware is named; expected extern-bmc lab firmware IMAGE");
  if (options.interface === "ssif" && options.bus === "pci") {
    throw new UsageError("--bus pci is for bt and kcs; leave it out for --interface ssif");
  }
  const image = imageOf(path, options);
  const faults = faultsOf(options);
  checkExpected(options.expect, faults);
  checkSize(image);
  const bmc = await bmcOf(options);
  const qemu = await askQemu(options.qemu ?? defaultQemu()).catch((error: Error) => {
    throw new UsageError(`${error.message}; say where QEMU is with --qemu PATH`);
  });
  endProcessesOnSignals();
  const problem = outputProblem(options);
  if (problem !== undefined) throw new UsageError(problem);

  const { interface: via, bus, until, keep, limit, late } = options;
  const boot = {
    ...{ binary: qemu.path, image, interface: via, bus, userArguments, bmc },
    sign: until ?? BOOTED,
    ownDisk: until === undefined,
  };
  const campaign = await runCampaign({
    boot,
    faults,
    limitMs: inMs(limit),
    lateMs: late * 1000,
    keep: keep === undefined ? undefined : (name) => join(keep, name),
    progress: progressOn(process.stderr, faults.length + 1),
  });
  const report: CampaignReport = {
    ...campaign,
    firmware: `${path}, as ${image.kind === "flash" ? "flash" : "a ROM"}`,
    qemu: `${qemu.version}, ${qemu.path}`,
    interface: via,
    expect: options.expect,
  };
  if (options.junit !== undefined) writeFileSync(options.junit, junit(report));
  if (options.json) process.stdout.write(`${json(report)}\n`);
  const advice = adviceOn(campaign.faultless, boot);
  if (advice !== undefined) {
    // That it asks nothing is a finding, unless somebody expects the faults to reach it.
    if (campaign.faultless.end !== "booted" || options.expect !== undefined) throw new UnmetError(advice);
    process.stderr.write(`${advice}\n`);
    return;
  }
  if (!options.json) process.stdout.write(table(report, screenWidth()));
  const problems = unmet(report);
  if (problems.length > 0) throw new UnmetError(problems.join("\n"));
}

function oneQemu(path: string, before: string | undefined): string {
  if (before === undefined) return qemuPath(path);
  throw new UsageError("--qemu is given twice; lab firmware boots on one QEMU: run it once for each");
}

function imageOf(path: string, { as, vars, smm }: FirmwareOptions): FirmwareImage {
  checkFile(path, "the firmware");
  if (vars !== undefined) checkFile(vars, "--vars");
  const kind = as ?? imageKind(path);
  if (kind === "rom" && (vars !== undefined || smm)) {
    throw new UsageError(
      `--vars and --smm are for a flash image, and ${path} goes to -bios; if it is one, add --as flash`,
    );
  }
  return { path, kind, variablesPath: vars, smm: smm === true };
}

/** @throws UsageError when QEMU would refuse the image for its size */
function checkSize({ path, kind }: FirmwareImage): void {
  const { size } = statSync(path);
  if (kind === "flash" || (size > 0 && size % ROM_UNIT === 0)) return;
  throw new UsageError(
    `${path} has ${size} bytes; -bios takes a multiple of 64 KiB; name a firmware image, or add --as flash`,
  );
}

async function bmcOf({ config, extends: base }: FirmwareOptions): Promise<MachineOptions> {
  const [machine, ...others] = (await configOf({ ...(config && { config }), ...(base && { extends: base }) })).machines;
  if (machine && others.length === 0) return machine;
  throw new UsageError(`lab firmware is for one machine; this is ${others.length + 1}`);
}

function checkFile(path: string, what: string): void {
  try {
    if (statSync(path).isFile()) return;
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : error;
    throw new UsageError(`${what}: ${path} cannot be read (${reason})`);
  }
  throw new UsageError(`${what}: ${path} is not a file`);
}

function faultsOf({ fault, interface: via, bus }: FirmwareOptions): readonly Fault[] {
  // Ids are used up at the registers, which only ISA devices have at a fixed place.
  const fits = ({ interfaces, idsBefore }: Fault) => interfaces.includes(via) && (idsBefore === 0 || bus === "isa");
  const known = loadFaults(FAULTS);
  if (fault === undefined) return known.filter(fits);
  const chosen = fault.map((name) => (isFileName(name) ? loadFault(name) : faultNamed(name, known)));
  const misfit = chosen.find((each) => !fits(each));
  if (misfit) throw new UsageError(`the fault ${misfit.name} cannot happen on ${via} with --bus ${bus}; leave it out`);
  return chosen;
}

function faultNamed(name: string, known: readonly Fault[]): Fault {
  const found = known.find((fault) => fault.name === name);
  if (found) return found;
  const names = known.map((each) => each.name);
  throw new UsageError(unknownName("fault", name, names, "extern-bmc lab firmware --list-faults"));
}

function checkExpected(expect: Expectation | undefined, faults: readonly Fault[]): void {
  const stranger = [...(expect?.byFault.keys() ?? [])].find((name) => faults.every((fault) => fault.name !== name));
  if (stranger === undefined) return;
  throw new UsageError(
    `--expect names ${stranger}, which is not run; expected one of ${faults.map(({ name }) => name).join(", ")}`,
  );
}

function list({ json: asJson }: FirmwareOptions): void {
  const faults = loadFaults(FAULTS).map(({ name, interfaces, title }) => ({ name, interfaces, title }));
  const rows = faults.map(({ name, title }) => [name, title]);
  process.stdout.write(`${asJson ? JSON.stringify(faults, undefined, 2) : columns(rows, screenWidth())}\n`);
}

function expectation(text: string): Expectation {
  const parsed = parseExpectation(text);
  if (parsed) return parsed;
  throw new UsageError(`--expect is "${text}"; expected ${EXPECTED_KINDS.join(", ")}, or such as boots,wrong-id=hangs`);
}

function inMs(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1000;
}
