/** An entry for another program's files: a LAN door or a Redfish service, with the name of its machine. */
import { stringify } from "yaml";
import type { LanDoor, RedfishService } from "../../control/calls/doors.ts";

export interface Entry {
  readonly name: string;
  readonly lan: LanDoor;
  readonly hasSerialPort: boolean;
}

export interface RedfishEntry {
  readonly name: string;
  readonly redfish: RedfishService;
}

/** Writes the entries of all doors as the program reads them. */
export type EntryWriter = (entries: readonly Entry[]) => string;
export type RedfishEntryWriter = (entries: readonly RedfishEntry[]) => string;

/** Lines of a comment, for formats where # begins one. */
export function comment(...lines: readonly string[]): string {
  return lines.map((line) => `# ${line}\n`).join("");
}

/** YAML for readers of version 1.1, to whom a plain `on` is a boolean. */
export function yaml(value: object): string {
  return stringify(value, { version: "1.1", aliasDuplicateObjects: false });
}
