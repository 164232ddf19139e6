/** Converts fields of `ipmitool lan print` whose usual values need no setting. */
import type { PrintedField } from "./printed-fields.ts";
import type { Settings } from "./settings.ts";

/** Converts a value to settings of `lan`; returns undefined if it is invalid. */
type Read = (value: string) => Settings | undefined;

/** Privilege levels of "Cipher Suite Priv Max", by their letters. */
const LEVELS: Readonly<Record<string, string>> = {
  X: "unused",
  c: "callback",
  u: "user",
  o: "operator",
  a: "administrator",
  O: "oem",
};

const IP_HEADER = /^TTL=0x([\da-f]{2}) Flags=0x([\da-f]{2}) Precedence=0x([\da-f]{2}) TOS=0x([\da-f]{2})$/i;
const ARP = /^ARP Responses (En|Dis)abled, Gratuitous ARP (En|Dis)abled$/;

/** Lowest bits of the fields that ipmitool prints as they stand in their bytes. */
const FLAGS_UNIT = 0x20;
const SERVICE_UNIT = 0x02;

/** Makes settings of those that differ from the defaults. */
function differing(key: string, settings: Settings, usual: Settings): Settings {
  const others = Object.entries(settings).filter(([name, value]) => usual[name] !== value);
  return others.length > 0 ? { [key]: Object.fromEntries(others) } : {};
}

/** Reads a whole number and makes settings of it. */
function whole(most: number, settings: (number: number) => Settings): Read {
  return (value) => (/^\d{1,6}$/.test(value) && Number(value) <= most ? settings(Number(value)) : undefined);
}

const badPassword = (settings: Settings, usual: Settings) => differing("badPassword", settings, usual);

function seconds(name: string): Read {
  return whole(655_350, (time) => badPassword({ [name]: time === 0 ? 0 : `${time}s` }, { [name]: 0 }));
}

export const PARAMETER_READERS: Readonly<Record<string, Read>> = {
  "IP Header"(value) {
    const [all, ...bytes] = IP_HEADER.exec(value) ?? [];
    const [timeToLive = 0, flags = 0, precedence = 0, service = 0] = bytes.map((byte) => Number.parseInt(byte, 16));
    const header = {
      timeToLive,
      flags: Math.floor(flags / FLAGS_UNIT),
      precedence: Math.floor(precedence / FLAGS_UNIT),
      serviceType: Math.floor(service / SERVICE_UNIT) % 16,
    };
    const usual = { timeToLive: 0x40, flags: 2, precedence: 0, serviceType: 8 };
    return all === undefined ? undefined : differing("ipHeader", header, usual);
  },
  "BMC ARP Control"(value) {
    const [all, responses, gratuitous] = ARP.exec(value) ?? [];
    const arp = { responses: responses === "En", gratuitous: gratuitous === "En" };
    return all === undefined ? undefined : differing("arp", arp, { responses: true, gratuitous: false });
  },
  "Gratituous ARP Intrvl"(value) {
    const [, time] = /^(\d{1,3})\.0 seconds$/.exec(value) ?? [];
    // ipmitool prints whole seconds only: half a second is 0.
    const interval = time === "0" ? "500ms" : `${time}s`;
    if (time === undefined || Number(time) > 128) return undefined;
    return differing("arp", { interval }, { interval: "2s" });
  },
  "802.1q VLAN ID": (value) =>
    value === "Disabled" ? {} : whole(0x0fff, (id) => ({ vlan: { enabled: true, id } }))(value),
  "802.1q VLAN Priority": whole(7, (priority) => differing("vlan", { priority }, { priority: 0 })),
  "Bad Password Threshold": (value) =>
    value === "Not Available" ? {} : whole(0xff, (threshold) => badPassword({ threshold }, { threshold: 0 }))(value),
  "Invalid password disable": (value) =>
    /^(?:yes|no)$/.test(value) ? badPassword({ logEvent: value === "yes" }, { logEvent: false }) : undefined,
  "Attempt Count Reset Int.": seconds("resetInterval"),
  "User Lockout Interval": seconds("lockoutInterval"),
};

/**
 * Reads "Cipher Suite Priv Max" for the printed suites. The specification numbers its letters by a suite's place in the list;
 * many BMCs number them by suite ID. The numbering that leaves no suite unused is taken.
 */
export function readSuitePrivileges(value: string, printedSuites: string): Settings | undefined {
  if (value === "Not Available") return {};
  const levels = [...value].map((letter) => LEVELS[letter]);
  if (levels.includes(undefined)) return undefined;
  const suites = printedSuites.split(",").map(Number);
  const byPlace = suites.map((_, place) => levels[place] ?? "administrator");
  const byId = suites.map((id) => levels[id] ?? "administrator");
  const taken = byPlace.includes("unused") && !byId.includes("unused") ? byId : byPlace;
  return taken.every((level) => level === "administrator") ? {} : { cipherSuitePrivileges: taken };
}

/** Levels of "Auth Type Enable". */
const TYPE_LEVELS: Readonly<Record<string, string>> = {
  Callback: "callback",
  User: "user",
  Operator: "operator",
  Admin: "administrator",
  OEM: "oem",
};

/**
 * Reads the lines of "Auth Type Enable" whose types differ from the default: the supported ones, and none for OEM. `typesOf`
 * reads a list of types. Calls `invalid` with each line that says something else.
 */
export function readEnables(
  { line, value, more }: PrintedField,
  support: string,
  typesOf: (text: string) => readonly string[] | undefined,
  invalid: (line: number, text: string) => void,
): Settings {
  const supported = typesOf(support) ?? [];
  const enables: Record<string, unknown> = {};
  for (const each of [{ line, text: value }, ...more]) {
    const [printed = "", list = ""] = each.text.split(":").map((word) => word.trim());
    const level = TYPE_LEVELS[printed];
    const types = typesOf(list);
    const expected = level === "oem" ? [] : supported;
    if (level === undefined || !types?.every((type) => supported.includes(type))) invalid(each.line, each.text);
    else if (types.join() !== expected.join()) enables[level] = types;
  }
  return Object.keys(enables).length > 0 ? { authenticationEnables: enables } : {};
}
