/** `fru`: shows, saves and writes FRU inventory devices. */

import { type Command, Option } from "commander";
import type { FruEntry } from "../../control/calls/records.ts";
import type { ResultOf } from "../../control/calls.ts";
import { readRegularFile, unreadable } from "../../os/regular-file.ts";
import { UsageError } from "../../service/errors.ts";
import { hex } from "../../text/hex.ts";
import { visible } from "../../text/visible.ts";
import { addControlOptions, type ControlOptions, onDaemon, print } from "../options/control-options.ts";
import { writeOutput } from "../options/output-file.ts";
import { wholeNumber } from "../options/parsers.ts";
import { table } from "../output/table.ts";

const HELP = `
show lists the devices, or shows one in the form of the configuration. write writes a file's bytes into a device, as
ipmitool fru write does. save writes a device's bytes to a file, as ipmitool fru read does.

Examples:
  extern-bmc fru show
  extern-bmc fru show 0
  extern-bmc fru save 0 board.bin
  extern-bmc fru write 0 board.bin

Exit codes: 0 done, 1 refused, or no daemon runs, 2 the command line is wrong.`;

const deviceId = wholeNumber(0, 0xfe);

export function addFru(program: Command): void {
  const fru = program
    .command("fru")
    .description("show and write FRU inventory devices")
    .helpCommand(false)
    .addHelpText("after", HELP);
  addControlOptions(
    fru
      .command("show")
      .description("show all devices, or one of them")
      .argument("[id]", "device ID, 0 to 254", deviceId),
  )
    .addHelpText("after", HELP)
    .action(async (id: number | undefined, options: ControlOptions) => {
      if (id === undefined) {
        const { devices } = await onDaemon(options, (control, meant) => control.call("fru.list", meant));
        print(options, devices, listInWords);
        return;
      }
      const { stringify } = await import("yaml");
      const result = await onDaemon(options, (control, meant) => control.call("fru.read", { ...meant, id }));
      // YAML escapes most control characters by itself.
      const yaml = () => stringify(result.words).trimEnd().split("\n").map(visible).join("\n");
      print(options, result, (device) => inWords(device, yaml));
    });
  addControlOptions(
    fru
      .command("save")
      .description("write a device's bytes to a file")
      .argument("<id>", "device ID, 0 to 254", deviceId)
      .argument("<file>", "the file"),
  )
    .addHelpText("after", HELP)
    .action(async (id: number, file: string, options: ControlOptions) => {
      const { bytes } = await onDaemon(options, (control, meant) => control.call("fru.read", { ...meant, id }));
      const data = Buffer.from(bytes.replaceAll(" ", ""), "hex");
      writeOutput(file, data);
      print(options, { file, bytes: data.length }, () => `${data.length} bytes in ${file}`);
    });
  addControlOptions(
    fru
      .command("write")
      .description("write a file's bytes into a device")
      .argument("<id>", "device ID, 0 to 254", deviceId)
      .argument("<file>", "the file"),
  )
    .addOption(new Option("--offset <byte>", "offset in the device").default(0).argParser(wholeNumber(0, 0xffff)))
    .addHelpText("after", HELP)
    .action(async (id: number, file: string, options: ControlOptions & { readonly offset: number }) => {
      const bytes = contentsOf(file);
      const { offset } = options;
      await onDaemon(options, (control, meant) => {
        return control.call("fru.write", { ...meant, id, offset, bytes: hex(bytes) });
      });
      print(options, { id, offset, bytes: bytes.length }, () => `${bytes.length} bytes written`);
    });
}

function contentsOf(file: string): Buffer {
  try {
    return readRegularFile(file);
  } catch (error) {
    throw new UsageError(`${file}: ${unreadable(error)}`);
  }
}

function listInWords(devices: readonly FruEntry[]): string {
  return table(
    ["Id", "Name", "Bytes", "Access", "Protected"],
    devices.map(({ id, name, size, accessByWords, writeProtected }) => [
      ...[String(id), name, String(size), accessByWords ? "words" : "bytes", writeProtected ? "yes" : "no"],
    ]),
  );
}

function inWords({ id, name, size, words, damage }: ResultOf<"fru.read">, yaml: () => string): string {
  const areas = Object.keys(words).length > 0 ? yaml() : "# no areas";
  return [`# FRU ${id}: ${name}, ${size} bytes`, ...damage.map((problem) => `# ${problem}`), areas].join("\n");
}
