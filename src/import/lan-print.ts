/** Converts the output of `ipmitool lan print` to `lan`. */
import { isIPv4 } from "node:net";
import { isObject } from "../text/is-object.ts";
import { isOfDestination, readDestinations } from "./alert-destinations.ts";
import { PARAMETER_READERS, readEnables, readSuitePrivileges } from "./lan-parameters.ts";
import type { Notes } from "./notes.ts";
import { type PrintedField, printedFields } from "./printed-fields.ts";
import type { Settings } from "./settings.ts";

const SOURCES: Readonly<Record<string, string>> = {
  Unspecified: "unspecified",
  "Static Address": "static",
  "DHCP Address": "dhcp",
  "BIOS Assigned Address": "bios",
  Other: "other",
};

const AUTHENTICATION: Readonly<Record<string, string>> = {
  NONE: "none",
  MD2: "md2",
  MD5: "md5",
  PASSWORD: "password",
  OEM: "oem",
};

const MAC = /^[\da-f]{2}(?::[\da-f]{2}){5}$/i;
const MAX_SUITES = 16;

/** Converts a field to settings of `lan`; returns undefined if its value is invalid. */
type Read = (field: PrintedField) => Settings | undefined;

const READERS: Readonly<Record<string, Read>> = {
  "IP Address Source": ({ value }) => (Object.hasOwn(SOURCES, value) ? { addressSource: SOURCES[value] } : undefined),
  "IP Address": ({ value }) => (isIPv4(value) ? { address: value } : undefined),
  "Subnet Mask": ({ value }) => (isIPv4(value) ? { subnetMask: value } : undefined),
  "MAC Address": ({ value }) => (MAC.test(value) ? { macAddress: value } : undefined),
  "SNMP Community String": ({ value }) => (/^[ -~]{0,18}$/.test(value) ? { community: value } : undefined),
  "Default Gateway IP": ({ value }) => (isIPv4(value) ? { defaultGateway: { address: value } } : undefined),
  "Default Gateway MAC": ({ value }) => (MAC.test(value) ? { defaultGateway: { macAddress: value } } : undefined),
  "Backup Gateway IP": ({ value }) => (isIPv4(value) ? { backupGateway: { address: value } } : undefined),
  "Backup Gateway MAC": ({ value }) => (MAC.test(value) ? { backupGateway: { macAddress: value } } : undefined),
  "Auth Type Support": ({ value }) => {
    const authenticationTypes = typesOf(value);
    return authenticationTypes && { authenticationTypes };
  },
  "RMCP+ Cipher Suites": ({ value }) => {
    const suites = value === "None" ? [] : value.split(",").map(Number);
    const fit = suites.length <= MAX_SUITES && suites.every((id) => Number.isInteger(id) && id >= 0 && id <= 0xff);
    return fit ? { cipherSuites: suites } : undefined;
  },
  ...Object.fromEntries(
    Object.entries(PARAMETER_READERS).map(([key, read]) => [key, ({ value }: PrintedField) => read(value)]),
  ),
};

export function readLanPrint(file: string, text: string, notes: Notes): Settings {
  const lan: Record<string, unknown> = {};
  const fields = printedFields(text, (line, said) => notes.add({ file, line }, `dropped, not understood: ${said}`));
  const printed = (wanted: string) => fields.find(({ key }) => key === wanted)?.value ?? "";
  const readers: Readonly<Record<string, Read>> = {
    ...READERS,
    "Cipher Suite Priv Max": ({ value }) => readSuitePrivileges(value, printed("RMCP+ Cipher Suites")),
  };
  const dropped = (key: string) => (line: number, value: string) =>
    notes.add({ file, line }, `dropped: there is no setting for ${key}: ${value}`);
  const invalid = (key: string) => (line: number, value: string) =>
    notes.add({ file, line }, `dropped, not a value of ${key}: ${value}`);
  const ofDestinations = fields.filter(isOfDestination);
  merge(
    lan,
    readDestinations(ofDestinations, ({ key, line, value }) => dropped(key)(line, value)),
  );
  for (const field of fields.filter((each) => !isOfDestination(each))) {
    const { key, line, value } = field;
    const read = Object.hasOwn(readers, key) ? readers[key] : undefined;
    const settings = read?.(field);
    if (settings) merge(lan, settings);
    else if (read) invalid(key)(line, value);
    else if (key === "Auth Type Enable")
      merge(lan, readEnables(field, printed("Auth Type Support"), typesOf, invalid(key)));
    else if (key !== "Set in Progress") dropped(key)(line, value);
  }
  return lan;
}

function typesOf(value: string): readonly string[] | undefined {
  const types = value.split(/\s+/).filter((word) => word !== "");
  const known = types.flatMap((type) => AUTHENTICATION[type] ?? []);
  return known.length === types.length ? known : undefined;
}

/** Merges settings, because some have several lines. */
function merge(into: Record<string, unknown>, settings: Settings): void {
  for (const [key, value] of Object.entries(settings)) {
    const before = into[key];
    into[key] = isObject(before) && isObject(value) ? { ...before, ...value } : value;
  }
}
