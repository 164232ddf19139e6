/** VirtualBMC's files: ~/.vbmc/DOMAIN/config, one of each domain, in the format of Python's configparser. */
import { lanDoorIn } from "../config/values/doors.ts";
import { machineName } from "./names.ts";
import type { Notes } from "./notes.ts";
import { type Settings, said } from "./settings.ts";

export interface VbmcFile {
  readonly file: string;
  readonly text: string;
}

/** VirtualBMC's own defaults. */
const ADDRESS = "::";
const PORT = "623";
const URI = "qemu:///system";
const LONGEST_NAME = 16;
const LONGEST_PASSWORD = 20;

interface Line {
  readonly line: number;
  readonly value: string;
}

/** Makes a machine of each file, all in one configuration. */
export function importVirtualBmc(files: readonly VbmcFile[], notes: Notes): Settings {
  return { listen: [], machines: files.flatMap((file) => machineOf(file, notes) ?? []) };
}

function machineOf({ file, text }: VbmcFile, notes: Notes): Settings | undefined {
  const options = optionsIn(text);
  const note = (option: string, what: string) => notes.add({ file, ...placeOf(options.get(option)) }, what);
  const value = (option: string) => options.get(option)?.value;
  const domain = value("domain_name");
  if (domain === undefined) {
    notes.add({ file }, "dropped: it has no domain_name");
    return undefined;
  }
  for (const option of ["libvirt_sasl_username", "libvirt_sasl_password"]) {
    if (options.has(option)) note(option, `dropped: ${option}: virsh reads it from libvirt's auth.conf`);
  }
  if (value("active")?.toLowerCase() === "false") note("active", "active is False there; here the machine is served");
  const name = machineName(domain);
  return said({
    name,
    lan: said({ listen: doorOf(value("address") ?? ADDRESS, value("port") ?? PORT, (what) => note("address", what)) }),
    power: { libvirt: said({ domain: name === domain ? undefined : domain, uri: value("libvirt_uri") ?? URI }) },
    users: usersOf(value("username"), value("password"), (what) => note("username", what)),
  });
}

function placeOf(line: Line | undefined) {
  return line ? { line: line.line } : {};
}

function doorOf(address: string, port: string, note: (what: string) => void): string | undefined {
  const door = `udp:${address.includes(":") ? `[${address}]` : address}:${port}`;
  if (lanDoorIn(door)) return door;
  note(`dropped: the door ${address} ${port}; expected an address and a UDP port`);
  return undefined;
}

function usersOf(name = "admin", password = "password", note: (what: string) => void): Settings | undefined {
  const fits = /^[ -~]+$/.test(name) && name.length <= LONGEST_NAME && /^[ -~]*$/.test(password);
  if (fits && password.length <= LONGEST_PASSWORD) return { accounts: [{ id: 2, name, password }] };
  note("dropped: the user: a name has 1 to 16 characters, and a password up to 20");
  return undefined;
}

/** Reads the section [VirtualBMC]. */
function optionsIn(text: string): ReadonlyMap<string, Line> {
  const options = new Map<string, Line>();
  let isOurs = false;
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const [, section] = /^\[(.+)\]\s*$/.exec(content) ?? [];
    if (section !== undefined) isOurs = section === "VirtualBMC";
    const [, option, value] = /^([^\s#;=:[][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(content) ?? [];
    if (!isOurs || option === undefined || value === undefined) continue;
    // configparser writes a percent sign twice.
    options.set(option.toLowerCase(), { line: index + 1, value: value.replaceAll("%%", "%") });
  }
  return options;
}
