/** Machines of a configuration in the form sent to a daemon: complete, with absolute paths. */
import { resolve } from "node:path";
import { checkWritten, readWritten } from "../../config/load.ts";
import type { Override } from "../../config/reading/override.ts";
import { type Mapping, valuesOf, withEntries } from "../../config/reading/tree.ts";
import { DAEMON_SETTINGS } from "../../config/schema/daemon-settings.ts";
import { formatDoor, parseDoor, type UnixAddress } from "../../transport/address.ts";

export interface MachineSettings {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * Reads the machines of a configuration. Ignores the environment, which may be meant for the daemon.
 * @param warn called with each warning and its place
 * @throws ConfigError that lists every problem with its place
 */
export function machineSettings(
  file: string | undefined,
  overrides: readonly Override[],
  warn: (warning: string) => void,
): readonly MachineSettings[] {
  const written = readWritten(file, {}, overrides);
  const { machines, warnings } = checkWritten(written);
  for (const warning of [...warnings, ...foreign(written.file, file)]) warn(warning);
  return machines.flatMap(({ name, listen, qmp }, index) => {
    const tree = written.machines[index];
    if (!tree) return [];
    const own = valuesOf(withEntries(tree, NONE_OF_DAEMON)) as Readonly<Record<string, unknown>>;
    const doors = { listen: listen.map(absolute), ...(qmp !== undefined && { qmp: absolute(qmp) }) };
    return [{ name, settings: { ...own, name, ...doors } }];
  });
}

const NONE_OF_DAEMON = Object.fromEntries(DAEMON_SETTINGS.map((key) => [key, undefined]));

/** Returns warnings about settings of the daemon, which keeps its own. */
function foreign({ entries }: Mapping, file: string | undefined): readonly string[] {
  return DAEMON_SETTINGS.flatMap((key) => {
    const { source, offset = 0 } = entries.get(key)?.keyPlace ?? {};
    if (!source || source.name !== file) return [];
    return [`${source.at(offset)}: ${key} is a setting of the daemon, which has its own`];
  });
}

/** Makes the path of a door absolute: relative ones are relative to our directory, not the daemon's. */
function absolute(text: string): string {
  const door = parseDoor(text);
  const { address } = door;
  if (address.kind === "unix") return formatDoor({ ...door, address: absoluteUnix(address) });
  if (address.kind !== "connect" || address.to.kind !== "unix") return text;
  return formatDoor({ ...door, address: { ...address, to: absoluteUnix(address.to) } });
}

function absoluteUnix({ kind, path }: UnixAddress): UnixAddress {
  return { kind, path: resolve(path) };
}
