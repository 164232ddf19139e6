/** sushy-emulator's configuration: a file of Python, of which nothing is run, and a file of users. */
import { httpDoorIn } from "../../config/values/doors.ts";
import { machineName } from "../names.ts";
import type { Notes } from "../notes.ts";
import { type Settings, said } from "../settings.ts";
import { type Assigned, assignmentsIn } from "./assignments.ts";
import { accountsIn } from "./htpasswd.ts";
import type { Literal } from "./python-literal.ts";

export interface EmulatorFiles {
  readonly file: string;
  readonly text: string;
  /** Returns the text of the file of users; undefined if it cannot be read. */
  readUsers(file: string): string | undefined;
  /** Returns a file's name relative to the configuration that is made. */
  nameFor(file: string): string;
}

/** The emulator's own defaults. */
const PORT = 8000;
const ANY_ADDRESS = "0.0.0.0";
const HIGHEST_PORT = 65_535;
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const PREFIX = "SUSHY_EMULATOR_";

/** Settings that become machines, or that say nothing about them. */
const READ = ["LISTEN_IP", "LISTEN_PORT", "SSL_CERT", "SSL_KEY", "AUTH_FILE", "LIBVIRT_URI", "ALLOWED_INSTANCES"];
const REASONS: Readonly<Record<string, string>> = {
  OS_CLOUD: "instances of OpenStack are not supported, only domains of libvirt",
  IRONIC_CLOUD: "nodes of Ironic are not supported, only domains of libvirt",
  BOOT_LOADER_MAP: "the domain's XML decides its firmware",
  IGNORE_BOOT_DEVICE: "boot overrides change the boot order of the domain",
  VMEDIA_DEVICES: "name the domain's CD drives in media.drives",
  DRIVES: "describe drives in hardware",
  STORAGE: "describe drives in hardware",
  VOLUMES: "describe volumes in hardware",
};

/** Makes a machine of each allowed instance, all at the emulator's port. */
export function importSushyEmulator(files: EmulatorFiles, notes: Notes): Settings {
  const { file, text } = files;
  const note = (line: number | undefined, what: string) =>
    notes.add({ file, ...(line === undefined ? {} : { line }) }, what);
  const assigned = assignmentsIn(text, (line, statement) => {
    note(line, `dropped: ${statement.split("\n", 1)[0]}: expected NAME = a literal; it was not run`);
  });
  const given = (name: string): Assigned | undefined => assigned.get(`${PREFIX}${name}`);
  const textOf = (name: string): string | undefined => {
    const { line, value } = given(name) ?? { value: undefined };
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value === "string") return value;
    note(line, `dropped: ${PREFIX}${name}: expected text`);
    return undefined;
  };
  for (const [name, { line, value }] of assigned) {
    const known = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;
    if (known !== undefined && READ.includes(known)) continue;
    if (isSet(value)) note(line, `dropped: ${name}: ${REASONS[known ?? ""] ?? "there is no setting for it"}`);
  }
  const uri = textOf("LIBVIRT_URI");
  const { line } = given("ALLOWED_INSTANCES") ?? {};
  const names = new Set<string>();
  const machines = instancesIn(given("ALLOWED_INSTANCES"), note).flatMap((domain) => {
    const name = machineName(domain);
    if (names.has(name)) {
      note(line, `dropped: ${domain}: another instance has its name, ${name}`);
      return [];
    }
    names.add(name);
    return said({
      name,
      systemGuid: UUID.test(domain) ? domain : undefined,
      power: { libvirt: said({ domain: name === domain ? undefined : domain, uri }) },
    });
  });
  if (machines.length === 0)
    note(line, "no machine: SUSHY_EMULATOR_ALLOWED_INSTANCES must list the domains that are to be machines");
  const tls = tlsOf(textOf("SSL_CERT"), textOf("SSL_KEY"), files.nameFor);
  const sharedRedfish = doorOf(tls, textOf("LISTEN_IP") ?? ANY_ADDRESS, portOf(given("LISTEN_PORT"), note), (what) =>
    note(given("LISTEN_IP")?.line, what),
  );
  const users = usersOf(textOf("AUTH_FILE"), given("AUTH_FILE")?.line, files, notes);
  return said({ listen: [], sharedRedfish, users, machines });
}

/** The emulator has one port for all systems. */
function doorOf(tls: ReturnType<typeof tlsOf>, host: string, port: number, note: (what: string) => void) {
  const scheme = tls ? "https" : "http";
  const at = (address: string) => `${scheme}:${address.includes(":") ? `[${address}]` : address}:${port}`;
  const isPossible = httpDoorIn(at(host)) !== undefined;
  if (!isPossible) note(`dropped: ${PREFIX}LISTEN_IP: expected an address; ${ANY_ADDRESS} stands for it`);
  return said({ listen: at(isPossible ? host : ANY_ADDRESS), tls });
}

function isSet(value: Literal): boolean {
  if (value === null || value === false || value === "") return false;
  return typeof value !== "object" || (value instanceof Map ? value.size > 0 : [...value.values()].length > 0);
}

function tlsOf(cert: string | undefined, key: string | undefined, nameFor: (file: string) => string) {
  if (cert === undefined) return undefined;
  // Without a key, Python looks for it in the file of the certificate.
  return { certFile: nameFor(cert), keyFile: nameFor(key ?? cert) };
}

function portOf(assigned: Assigned | undefined, note: (line: number, what: string) => void): number {
  if (!assigned) return PORT;
  const port = typeof assigned.value === "string" ? Number(assigned.value || Number.NaN) : assigned.value;
  if (typeof port === "number" && Number.isInteger(port) && port >= 1 && port <= HIGHEST_PORT) return port;
  note(assigned.line, `dropped: ${PREFIX}LISTEN_PORT: expected a TCP port`);
  return PORT;
}

/** Names and UUIDs of domains. The emulator looks for them in a list, or as a part of a text. */
function instancesIn(assigned: Assigned | undefined, note: (line: number, what: string) => void): readonly string[] {
  const { line = 0, value = [] } = assigned ?? {};
  const all = typeof value === "string" ? value.split(/[\s,]+/) : value instanceof Map ? [...value.keys()] : value;
  const list = Array.isArray(all) ? all : [];
  const texts = list.filter((instance) => typeof instance === "string" && instance !== "");
  if (assigned && value !== null && (!Array.isArray(all) || texts.length < list.filter((one) => one !== "").length))
    note(line, `dropped: ${PREFIX}ALLOWED_INSTANCES: expected a list of names and UUIDs`);
  return [...new Set(texts)];
}

function usersOf(file: string | undefined, line: number | undefined, files: EmulatorFiles, notes: Notes) {
  const place = { file: files.file, ...(line === undefined ? {} : { line }) };
  if (file === undefined) {
    notes.add(place, "without SUSHY_EMULATOR_AUTH_FILE everyone has access there; here nobody has: add users.accounts");
    return undefined;
  }
  const text = files.readUsers(file);
  if (text === undefined) {
    notes.add(place, `${file} cannot be read: add users.accounts`);
    return undefined;
  }
  const accounts = accountsIn({ file, text }, notes);
  return accounts.length === 0 ? undefined : { accounts };
}
