/** `import`: makes a configuration from dumps of a real machine, or from the files of ipmi_sim, VirtualBMC or sushy-emulator. */
import { readdirSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Command } from "commander";
import { checkWritten, readWritten } from "../../config/load.ts";
import type { FruDump } from "../../import/fru-dump.ts";
import { importIpmiSim } from "../../import/ipmi-sim/machine.ts";
import { type BytesFile, importIpmitool, type TextFile } from "../../import/ipmitool.ts";
import { Notes } from "../../import/notes.ts";
import type { Settings } from "../../import/settings.ts";
import { importSushyEmulator } from "../../import/sushy/emulator.ts";
import { importVirtualBmc } from "../../import/virtualbmc.ts";
import { writeYaml } from "../../import/yaml.ts";
import { readRegularFile, unreadable } from "../../os/regular-file.ts";
import { UsageError } from "../../service/errors.ts";
import { writeOutput } from "../options/output-file.ts";
import { repeatable, wholeNumberIn } from "../options/parsers.ts";

const HELP = `
On the machine: ipmitool sdr dump machine.sdr; ipmitool sensor > sensors.txt; ipmitool fru read 0 board.fru;
ipmitool sel writeraw machine.sel; ipmitool mc info > mc.txt; ipmitool lan print > lan.txt; ipmitool user list > users.txt.
Any of them may be missing. Lines that cannot be imported are reported on standard error as file:line: reason, and in
comments at the top of the output. ipmitool's dumps contain no passwords. Details: docs/import.md,
docs/moving-from-ipmi_sim.md, docs/moving-from-virtualbmc.md, docs/moving-from-sushy-emulator.md.

Examples:
  extern-bmc import --sdr machine.sdr --sensors sensors.txt --fru 0=board.fru --sel machine.sel --mc-info mc.txt \\
    --lan lan.txt --users users.txt -o machine.yaml
  extern-bmc import --ipmi-sim /etc/ipmi/lan.conf --emu /etc/ipmi/ipmisim1.emu -o bmc.yaml
  extern-bmc import --vbmc ~/.vbmc -o vms.yaml
  extern-bmc import --sushy-emulator emulator.conf -o vms.yaml`;

interface ImportOptions {
  readonly output?: string;
  readonly name?: string;
  readonly sdr?: string;
  readonly sensors?: string;
  readonly fru?: readonly string[];
  readonly sel?: string;
  readonly mcInfo?: string;
  readonly lan?: string;
  readonly users?: string;
  readonly ipmiSim?: string;
  readonly emu?: string;
  readonly vbmc?: string;
  readonly sushyEmulator?: string;
}

/** Files of programs that are imported alone. */
const ALONE = ["vbmc", "sushyEmulator"] as const;

const DUMPS = ["sdr", "sensors", "fru", "sel", "mcInfo", "lan", "users"] as const;

export function addImport(program: Command): void {
  program
    .command("import")
    .description("make a configuration from ipmitool's dumps, or the files of ipmi_sim, VirtualBMC or sushy-emulator")
    .option("-o, --output <file>", "output file; defaults to standard output")
    .option("-n, --name <name>", "the machine's name")
    .option("--sdr <file>", "ipmitool sdr dump FILE; with --ipmi-sim: the output of sdrcomp, or of sdrcomp -r")
    .option("--sensors <file>", "ipmitool sensor, sdr elist or sdr list: readings, or without --sdr the sensors")
    .option("--fru <id=file>", "ipmitool fru read ID FILE; repeatable", repeatable)
    .option("--sel <file>", "ipmitool sel writeraw FILE")
    .option("--mc-info <file>", "ipmitool mc info")
    .option("--lan <file>", "ipmitool lan print")
    .option("--users <file>", "ipmitool user list")
    .option("--ipmi-sim <file>", "ipmi_sim's lan.conf")
    .option("--emu <file>", "command file of ipmi_sim; defaults to the name in lan.conf with .emu, in its directory")
    .option("--vbmc <directory>", "VirtualBMC's directory: a machine of each DOMAIN/config in it")
    .option("--sushy-emulator <file>", "sushy-emulator's configuration: a machine of each allowed instance")
    .addHelpText("after", HELP)
    .action(importAll);
}

function importAll(options: ImportOptions): void {
  const dumps = DUMPS.filter((name) => options[name] !== undefined);
  if (options.ipmiSim === undefined && options.emu !== undefined) throw new UsageError("--emu goes with --ipmi-sim");
  const others = dumps.filter((name) => name !== "sdr");
  if (others.length > 0 && options.ipmiSim !== undefined) {
    throw new UsageError(`--ipmi-sim goes without ${others.map(flag).join(" and ")}`);
  }
  const [alone, ...more] = ALONE.filter((name) => options[name] !== undefined);
  const beside = ["name", ...dumps, "ipmiSim"].filter((name) => name in options);
  if (alone !== undefined && beside.length + more.length > 0) {
    throw new UsageError(`${flag(alone)} goes without ${[...beside, ...more].map(flag).join(" and ")}`);
  }
  if (dumps.length === 0 && options.ipmiSim === undefined && alone === undefined) {
    throw new UsageError(`nothing to import; give one of ${[...DUMPS, "ipmiSim", ...ALONE].map(flag).join(", ")}`);
  }
  const notes = new Notes();
  const settings = settingsOf(options, notes);
  write(options, settings, notes);
}

function settingsOf(options: ImportOptions, notes: Notes): Settings {
  if (options.vbmc !== undefined) return importVirtualBmc(vbmcFiles(options.vbmc), notes);
  if (options.sushyEmulator !== undefined) return fromSushyEmulator(options.sushyEmulator, options, notes);
  return options.ipmiSim === undefined ? fromIpmitool(options, notes) : fromIpmiSim(options.ipmiSim, options, notes);
}

/** Returns the files of a directory of VirtualBMC. @throws UsageError when it has none */
function vbmcFiles(directory: string) {
  const names = statSync(directory, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(directory).sort() : [];
  const files = names
    .map((name) => join(directory, name, "config"))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  if (files.length === 0) {
    throw new UsageError(`--vbmc is "${directory}"; expected VirtualBMC's directory, which has DOMAIN/config files`);
  }
  return files.map((file) => ({ file, text: Buffer.from(read(file)).toString("utf8") }));
}

/** @throws UsageError when no machine can be made of it */
function fromSushyEmulator(file: string, { output }: ImportOptions, notes: Notes): Settings {
  const text = (name: string) => Buffer.from(read(name)).toString("utf8");
  const files = {
    ...{ file, text: text(file) },
    readUsers: (name: string) => (statSync(name, { throwIfNoEntry: false })?.isFile() ? text(name) : undefined),
    nameFor: (name: string) => nameFor(name, output),
  };
  const settings = importSushyEmulator(files, notes);
  if (Array.isArray(settings["machines"]) && settings["machines"].length > 0) return settings;
  throw new UsageError(notes.lines.join("\n"));
}

function fromIpmitool(options: ImportOptions, notes: Notes): Settings {
  const bytes = (file: string | undefined): BytesFile | undefined =>
    file === undefined ? undefined : { file, name: nameFor(file, options.output), bytes: read(file) };
  const text = (file: string | undefined): TextFile | undefined =>
    file === undefined ? undefined : { file, text: Buffer.from(read(file)).toString("latin1") };
  const frus = (options.fru ?? []).map((argument): FruDump => {
    const [, idText = "", file = ""] = /^(.*?)=(.+)$/.exec(argument) ?? [];
    const id = wholeNumberIn(idText) ?? -1;
    if (id < 0 || id > 0xfe) throw new UsageError(`--fru is "${argument}"; expected ID=FILE, such as 0=board.fru`);
    return { id, file, name: nameFor(file, options.output), bytes: read(file) };
  });
  const { name } = options;
  return importIpmitool(
    {
      ...{ name, frus, sdr: bytes(options.sdr), sel: bytes(options.sel), sensors: text(options.sensors) },
      ...{ mcInfo: text(options.mcInfo), lan: text(options.lan), users: text(options.users) },
    },
    notes,
  );
}

function fromIpmiSim(lanConf: string, { emu, name, sdr, output }: ImportOptions, notes: Notes): Settings {
  const files = {
    read: (file: string) => Buffer.from(read(file, emu === undefined ? NO_EMU : "")).toString("latin1"),
    nameFor: (file: string) => nameFor(file, output),
  };
  const records = sdr === undefined ? undefined : { file: sdr, bytes: read(sdr) };
  return importIpmiSim({ lanConf, emu, name, sdr: records, files }, notes);
}

/** Advice for a command file that is not where ipmi_sim has it by default. */
const NO_EMU = "; ipmi_sim's command file is named by --emu";

/** @throws UsageError */
function read(file: string, emuAdvice = ""): Uint8Array {
  try {
    return readRegularFile(file);
  } catch (error) {
    throw new UsageError(`${file}: ${unreadable(error)}${file.endsWith(".emu") ? emuAdvice : ""}`);
  }
}

/** Returns the file's name relative to the directory of the configuration. */
function nameFor(file: string, output: string | undefined): string {
  return relative(output === undefined ? "." : dirname(resolve(output)), file);
}

function write({ output, ipmiSim, vbmc, sushyEmulator }: ImportOptions, settings: Settings, notes: Notes): void {
  const left =
    notes.lines.length === 0 ? [] : ["Not taken over, or not as it was:", ...notes.lines.map((line) => `  ${line}`)];
  const text = writeYaml(settings, ["Written by extern-bmc import.", ...left]);
  for (const line of notes.lines) process.stderr.write(`${line}\n`);
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  // These files have users' passwords, or are to have them.
  const mode = [ipmiSim, vbmc, sushyEmulator].every((file) => file === undefined) ? undefined : 0o600;
  writeOutput(output, text, mode);
  checkWritten(readWritten(output, {}, []));
  const count = notes.lines.length;
  process.stderr.write(`${output}: ok, ${count} ${count === 1 ? "note" : "notes"}\n`);
}

function flag(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
