/** Entries that a command needs besides its definition: in the table, in the lists of the tests, under a section. */

import type { UnansweredCommand } from "../../src/commands/unanswered.ts";
import type { Command } from "../../src/ipmi/command.ts";
import { hexCode, hexNumber } from "../../src/text/hex.ts";

export interface CommandEntries {
  readonly table: readonly Command[];
  /** Commands that the files of src/commands/ export. */
  readonly exported: readonly { readonly file: string; readonly command: Command }[];
  /** WHOLE_BMC of test/support/machine/whole-bmc.ts. */
  readonly whole: readonly (readonly [netFn: number, cmd: number, name: string])[];
  readonly unanswered: readonly UnansweredCommand[];
  /**
   * Titles of the describes in test/conformance/: "v2 §22.9 Get System Interface Capabilities", or several with commas.
   */
  readonly titles: readonly string[];
}

/** Sections as `spec` names them: `28.1`, `v2 §22.9`, `DCMI 6.1.1`. The group is the section's number. */
const SPEC = /^(?:v2 §|DCMI (?=\d+\.\d+\.))?(\d+(?:\.\d+)+[a-z]?)$/;

/** One line for each entry that is missing or wrong; it says which file to edit. */
export function findMissingEntries({ table, exported, whole, unanswered, titles }: CommandEntries): readonly string[] {
  const commands = new Set([...table, ...exported.map(({ command }) => command)]);
  return [
    ...exported.filter(({ command }) => !table.includes(command)).map(notListed),
    ...[...commands].flatMap((command) => [
      ...(whole.some(hasCodesOf(command)) ? [] : [notWhole(command)]),
      ...specComplaints(command, titles),
      ...(command.netFn % 2 === 0 ? [] : [`${named(command)} has the netFn of a response; requests have an even one`]),
      ...unanswered.filter(({ netFn, cmd }) => netFn === command.netFn && cmd === command.cmd).map(nowAnswered),
    ]),
    ...table.flatMap((command, index) => orderComplaints(table.slice(0, index), command)),
  ];
}

function notListed({ file, command }: CommandEntries["exported"][number]): string {
  return `${named(command)} of ${file} is not in the command table; list it in src/commands/index.ts`;
}

function specComplaints(command: Command, titles: readonly string[]): readonly string[] {
  const section = SPEC.exec(command.spec)?.[1];
  if (section === undefined) {
    const vendors = "a vendor's command belongs in a module (docs/adding-a-command.md)";
    return [`${named(command)}: spec is "${command.spec}"; expected "28.1", "v2 §22.9" or "DCMI 6.1.1"; ${vendors}`];
  }
  const title = `§${section} ${command.name}`;
  if (titles.some((text) => text.split(", ").some((part) => part.replace(/^(?:v2|DCMI) /, "") === title))) return [];
  return [`${named(command)} has no describe in test/conformance/; add describe("${title}", …) with its bytes`];
}

function notWhole(command: Command): string {
  const entry = `[${hexNumber(command.netFn)}, ${hexNumber(command.cmd)}, "${command.name}"]`;
  return `${named(command)} is not in test/support/machine/whole-bmc.ts; add ${entry}`;
}

function nowAnswered(command: UnansweredCommand): string {
  return `${named(command)} is in the table and in src/commands/unanswered.ts; remove it from unanswered.ts`;
}

function orderComplaints(before: readonly Command[], command: Command): readonly string[] {
  const twin = before.find(
    (other) => hasCodesOf(command)([other.netFn, other.cmd]) && !other.accepts && !command.accepts,
  );
  if (twin) return [`${named(command)} has the codes of ${twin.name}; give one of them another cmd or an accepts()`];
  const previous = before.at(-1);
  if (!previous || orderOf(previous) <= orderOf(command)) return [];
  return [`${named(command)} stands after ${named(previous)}; sort src/commands/index.ts by netFn, then cmd`];
}

function hasCodesOf({ netFn, cmd }: Command): (codes: readonly [netFn: number, cmd: number, ...unknown[]]) => boolean {
  return (codes) => codes[0] === netFn && codes[1] === cmd;
}

function orderOf({ netFn, cmd }: Command): number {
  return netFn * 256 + cmd;
}

function named({ name, netFn, cmd }: { readonly name: string; readonly netFn: number; readonly cmd: number }): string {
  return `${name} (netFn ${hexCode(netFn)}, cmd ${hexCode(cmd)})`;
}
