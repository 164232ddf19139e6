/** Filter for the events that `watch` and `decode` show and `replay` plays. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { distance } from "fastest-levenshtein";
import { commandTable } from "../../commands/index.ts";
import { DOOR_KINDS, type DoorKind, doorOf } from "../../observe/door-kind.ts";
import type { TraceEvent } from "../../observe/trace-event.ts";

export interface FilterOptions {
  readonly machine?: string;
  readonly command?: CommandCodes;
  readonly door?: DoorKind;
  readonly cc?: (code: number) => boolean;
}

interface CommandCodes {
  readonly netFn: number;
  readonly cmd: number;
}

export function addFilterOptions(command: Command): Command {
  return command
    .option("-m, --machine <name>", "only this machine")
    .option("--command <name>", 'only exchanges of this command: "Get Device ID", or "06 01" in hex', commandCodes)
    .addOption(
      new Option("--door <kind>", "only exchanges through a LAN door, or through a system interface").choices(
        DOOR_KINDS,
      ),
    )
    .option(
      "--cc <code>",
      "only exchanges with this completion code, in hex, or refused (any but 00)",
      completionCodes,
    );
}

/** Most exchanges to remember until their answers are sent; the oldest are forgotten. */
const MAX_FOLLOWED = 1000;

/** Makes the filter. With a command, a door or a completion code it passes exchanges, and what rules sent for them. */
export function filterOf({ machine, command, door, cc }: FilterOptions): (event: TraceEvent) => boolean {
  const followed = new Set<string>();
  return (event) => {
    if (event.kind === "missing") return true;
    if (machine !== undefined && event.machine !== machine) return false;
    if (!command && !cc && !door) return true;
    if (event.kind === "sent") return followed.delete(numberOf(event));
    if (event.kind !== "exchange") return false;
    if (command && (event.netFn !== command.netFn || event.cmd !== command.cmd)) return false;
    if (door && door !== doorOf(event)) return false;
    if (cc && !cc(event.completionCode)) return false;
    if (event.rules.length > 0) followed.add(numberOf(event));
    const [oldest] = followed;
    if (oldest !== undefined && followed.size > MAX_FOLLOWED) followed.delete(oldest);
    return true;
  };
}

function numberOf({ machine, exchange }: { readonly machine: string; readonly exchange: number }): string {
  return `${exchange} ${machine}`;
}

/** @throws InvalidArgumentError that names the nearest command */
export function commandCodes(text: string): CommandCodes {
  const codes = /^([0-9a-f]{1,2})[ /]([0-9a-f]{1,2})$/i.exec(text);
  if (codes) return { netFn: Number.parseInt(codes[1] ?? "", 16), cmd: Number.parseInt(codes[2] ?? "", 16) };
  const named = commandTable.find(({ name }) => name.toLowerCase() === text.toLowerCase());
  if (named) return named;
  const from = (name: string) => distance(name.toLowerCase(), text.toLowerCase());
  const nearest = commandTable.map(({ name }) => name).toSorted((a, b) => from(a) - from(b))[0];
  throw new InvalidArgumentError(`there is no command ${text}; did you mean ${nearest}? Codes are as "06 01".`);
}

function completionCodes(text: string): (code: number) => boolean {
  if (text === "refused") return (code) => code !== 0;
  const wanted = /^(?:0x)?([0-9a-f]{1,2})h?$/i.exec(text)?.[1];
  if (wanted === undefined)
    throw new InvalidArgumentError(`expected a byte in hex such as c1, or refused, not ${text}`);
  return (code) => code === Number.parseInt(wanted, 16);
}
