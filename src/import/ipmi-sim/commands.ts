/** The command file of ipmi_sim, ipmi_sim_cmd(5). */

import { dirname, isAbsolute, join } from "node:path";
import { DEVICE_SUPPORT } from "../../bmc/device-identity.ts";
import { flags } from "../../codec/flags.ts";
import { decode } from "../../codec/layout.ts";
import { hex, hexCode } from "../../text/hex.ts";
import { minorRevision } from "../mc-info.ts";
import type { Notes } from "../notes.ts";
import { inHex, type Settings } from "../settings.ts";
import { ArgumentError, Arguments } from "./arguments.ts";
import { SimController } from "./controller.ts";
import { SENSOR_COMMANDS } from "./sensor-commands.ts";
import { type Line, linesOf } from "./words.ts";

/** Access to ipmi_sim's files, and their names in the configuration. */
export interface SimFiles {
  read(file: string): string;
  nameFor(file: string): string;
}

export interface SimMachine {
  /** Controllers by slave address, in order of their first mention. */
  readonly controllers: Map<number, SimController>;
  bmcAddress: number;
}

const SEL_DATA = 13;
/** Bit of the operation support in Get SEL Info (§31.2): the log has Delete SEL Entry. */
const SEL_DELETE = 0x08;
const MAX_SDR = 260;
/** Limit of included files, nested or in sequence. */
const MAX_FILES = 64;

/** Commands that affect only the simulator, not the machine. */
const OF_THE_SIMULATOR = ["quit", "sleep", "debug", "persist", "mc_dump_fru_data"];
const ATCA = ["atca_enable", "atca_set_site", "mc_set_num_leds", "mc_set_power"];

type Command = (controller: SimController, args: Arguments, note: (text: string) => void, files: SimFiles) => void;

const MC_COMMANDS: Readonly<Record<string, Command>> = {
  ...SENSOR_COMMANDS,
  mc_add: (controller, args, note) => {
    controller.device = deviceOf(args, note);
    for (const flag of args.rest()) {
      if (flag === "persist_sdr") controller.persistsSdrs = true;
      else note(`dropped: ${flag}`);
    }
  },
  mc_enable: (controller) => {
    controller.enabled = true;
  },
  mc_disable: (controller) => {
    controller.enabled = false;
  },
  mc_set_guid: (controller, args) => {
    controller.guid = guidOf(args.word("a GUID"));
  },
  sel_enable: (controller, args, note) => {
    const capacity = args.number("the most records", 0xfffe);
    if (capacity === 0) throw new ArgumentError("the log has room for 0 records; expected 1 or more");
    controller.capacity = capacity;
    const flags = args.number("flags");
    controller.deletes = Math.floor(flags / SEL_DELETE) % 2 === 1;
    if (flags % SEL_DELETE !== SEL_DELETE - 1)
      note(`the flags ${hexCode(flags)} are dropped: the log takes all commands`);
  },
  sel_add: (controller, args) => {
    const type = args.number("a record type");
    const data = args.bytes("a byte");
    if (data.length !== SEL_DATA) throw new ArgumentError(`expected ${SEL_DATA} bytes, got ${data.length}`);
    const id = controller.events.length + 1;
    controller.events.push(hex([id % 0x100, Math.floor(id / 0x100), type, ...data]));
  },
  main_sdr_add: (controller, args) => {
    const bytes = args.bytes("a byte");
    const expected = 5 + (bytes[4] ?? 0);
    if (bytes.length < 5 || bytes.length !== expected || bytes.length > MAX_SDR) {
      throw new ArgumentError(`expected ${expected} bytes, as the fifth says, got ${bytes.length}`);
    }
    controller.sdrs.push(hex(bytes));
  },
  device_sdr_add: (_controller, _args, note) =>
    note("dropped: the device SDRs of a controller are those of its sensors; write them as sensors"),
  mc_add_fru_data: (controller, args, note, files) => {
    const fru = fruOf(args, note, files);
    if (controller.frus.some(({ id }) => id === fru["id"]))
      throw new ArgumentError("a device with that ID already exists");
    controller.frus.push(fru);
  },
};

/** Reads the file and the files that it includes. */
export function readCommands(file: string, machine: SimMachine, files: SimFiles, notes: Notes): void {
  const variables = new Map<string, string>();
  let count = 0;
  const read = (name: string, text: string): void => {
    count++;
    const report = (line: number, problem: string) => notes.add({ file: name, line }, `dropped: ${problem}`);
    for (const line of linesOf(name, text, variables, report)) {
      const [command = "", argument = ""] = line.words;
      if (command !== "include" && command !== "read_cmds") run(line, machine, files, notes);
      else if (count >= MAX_FILES) report(line.line, `not read, as ${MAX_FILES} files have been: ${argument}`);
      else {
        const path = isAbsolute(argument) ? argument : join(dirname(name), argument);
        const included = attempt(
          () => files.read(path),
          (problem) => report(line.line, problem),
        );
        if (included !== undefined) read(path, included);
      }
    }
  };
  read(file, files.read(file));
}

function run({ file, line, words }: Line, machine: SimMachine, files: SimFiles, notes: Notes): void {
  const note = (text: string) => notes.add({ file, line }, `${words[0]}: ${text}`);
  const [name = ""] = words;
  const refusal = refusalOf(name);
  if (refusal !== undefined) {
    note(`dropped: ${refusal}`);
    return;
  }
  const command = Object.hasOwn(MC_COMMANDS, name) ? MC_COMMANDS[name] : undefined;
  const { controllers } = machine;
  attempt(
    () => {
      const args = new Arguments(words);
      const address = args.number("a controller's address", 0xfe);
      if (name === "mc_setbmc") machine.bmcAddress = address;
      if (name === "mc_delete") controllers.delete(address);
      if (!command) return;
      const controller = controllers.get(address) ?? new SimController(address);
      controllers.set(address, controller);
      command(controller, args, note, files);
      if (!args.isAtEnd) note(`dropped: surplus words: ${args.rest().join(" ")}`);
    },
    (problem) => note(`dropped: ${problem}`),
  );
}

/** Returns the reason why a command has no effect here; undefined if it has one. */
function refusalOf(name: string): string | undefined {
  if (OF_THE_SIMULATOR.includes(name)) return "it does not describe the machine";
  if (ATCA.includes(name)) return "ATCA is not supported";
  const isKnown = Object.hasOwn(MC_COMMANDS, name) || name === "mc_setbmc" || name === "mc_delete";
  return isKnown ? undefined : "it is not a command of ipmi_sim_cmd(5)";
}

function attempt<T>(work: () => T, report: (problem: string) => void): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ArgumentError) && !(error instanceof Error && error.name === "UsageError")) throw error;
    report(error.message);
    return undefined;
  }
}

function deviceOf(args: Arguments, note: (text: string) => void): Settings {
  const id = args.number("a device ID");
  const providesSdrs = args.number("has-device-sdrs or no-device-sdrs", 0xff, DEVICE_SDRS) !== 0;
  const revision = args.number("a device revision");
  const major = args.number("a major firmware revision");
  const minor = args.number("a minor firmware revision");
  const support = args.number("device support");
  const manufacturerId = args.number("a manufacturer ID", 0xffffffff);
  const productId = args.number("a product ID", 0xffffffff);
  if (revision > 0x0f) note(`of the device revision ${hexCode(revision)} the lower four bits are kept`);
  return {
    id: inHex(id),
    revision: revision % 16,
    firmware: { major: major % 128, minor: minorRevision(minor) },
    manufacturerId: inHex(manufacturerId % 0x100000),
    productId: inHex(productId % 0x10000),
    ...(providesSdrs ? { providesSdrs } : {}),
    supports: decode(flags(DEVICE_SUPPORT), Uint8Array.of(support)),
  };
}

const DEVICE_SDRS = { "has-device-sdrs": 1, "no-device-sdrs": 0 } as const;

function fruOf(args: Arguments, note: (text: string) => void, files: SimFiles): Settings {
  const id = args.number("a FRU device ID", 0xfe);
  const size = args.number("a size", 0xffff);
  const kind = args.word("data or file");
  if (size === 0) throw new ArgumentError("a FRU device has 0 bytes; expected 1 or more");
  if (kind === "data") {
    const bytes = args.bytes("a byte");
    if (bytes.length > size) throw new ArgumentError(`${bytes.length} bytes in a device of ${size}`);
    // ipmi_sim pads with 00h.
    return { id, size, data: hex([...bytes, ...Array.from({ length: size - bytes.length }, () => 0)]) };
  }
  if (kind !== "file") throw new ArgumentError(`expected data or file, got ${kind}`);
  const offset = args.number("an offset", 0xffffffff);
  const file = args.word("the name of a file");
  if (offset > 0) note(`the file is taken from its start, not from byte ${offset}`);
  return { id, size, file: files.nameFor(file) };
}

/** Converts 32 digits or up to 16 characters to RFC 4122 text, which IPMI sends in reverse. */
export function guidOf(word: string): string {
  const isHex = /^[0-9a-f]{32}$/i.test(word);
  if (!isHex && !/^[ -~]{0,16}$/.test(word))
    throw new ArgumentError(`expected 32 hex digits or 16 characters, got ${word}`);
  const bytes = isHex ? Buffer.from(word, "hex") : Buffer.from(word.padEnd(16, "\0"), "latin1");
  const digits = hex(bytes.toReversed());
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
