/** Converts the output of `ipmitool lan print` to `lan`. */
import { isIPv4 } from "node:net";
import { isObject } from "../text/is-object.ts";
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
  "Auth Type Support": ({ value }) => typesOf(value),
  "RMCP+ Cipher Suites": ({ value }) => {
    const suites = value === "None" ? [] : value.split(",").map(Number);
    const fit = suites.length <= MAX_SUITES && suites.every((id) => Number.isInteger(id) && id >= 0 && id <= 0xff);
    return fit ? { cipherSuites: suites } : undefined;
  },
};

/** Values of an unconfigured BMC, which extern-bmc reports too. */
const USUAL: Readonly<Record<string, RegExp>> = {
  "Set in Progress": /^Set Complete$/,
  "IP Header": /^TTL=0x40 Flags=0x40 Precedence=0x00 TOS=0x10$/,
  "BMC ARP Control": /^ARP Responses Enabled, Gratuitous ARP Disabled$/,
  "802.1q VLAN ID": /^Disabled$/,
  "802.1q VLAN Priority": /^0$/,
  "Cipher Suite Priv Max": /^(?:Not Available|[aX]+)$/,
  "Gratituous ARP Intrvl": /^2\.0 seconds$/,
  "Bad Password Threshold": /^(?:Not Available|0)$/,
  "Invalid password disable": /^no$/,
  "Attempt Count Reset Int.": /^0$/,
  "User Lockout Interval": /^0$/,
};

export function readLanPrint(file: string, text: string, notes: Notes): Settings {
  const lan: Record<string, unknown> = {};
  const fields = printedFields(text, (line, said) => notes.add({ file, line }, `dropped, not understood: ${said}`));
  const support = fields.find(({ key }) => key === "Auth Type Support")?.value ?? "";
  for (const field of fields) {
    const { key, line, value } = field;
    const read = Object.hasOwn(READERS, key) ? READERS[key] : undefined;
    const settings = read?.(field);
    if (settings) merge(lan, settings);
    else if (read) notes.add({ file, line }, `dropped, not a value of ${key}: ${value}`);
    else if (key === "Auth Type Enable") checkEnabled(field, support, file, notes);
    else if (!Object.hasOwn(USUAL, key) || !USUAL[key]?.test(value)) {
      notes.add({ file, line }, `dropped: there is no setting for ${key}: ${value}`);
    }
  }
  return lan;
}

function typesOf(value: string): Settings | undefined {
  const types = value.split(/\s+/).filter((word) => word !== "");
  if (!types.every((type) => Object.hasOwn(AUTHENTICATION, type))) return undefined;
  return { authenticationTypes: types.map((type) => AUTHENTICATION[type]) };
}

/** Notes what differs from extern-bmc's types: it enables the supported ones at each level, and none for OEM. */
function checkEnabled({ line, value, more }: PrintedField, support: string, file: string, notes: Notes): void {
  for (const each of [{ line, text: value }, ...more]) {
    const [level = "", types = ""] = each.text.split(":").map((word) => word.trim());
    const expected = level === "OEM" ? "" : support;
    if (types.split(/\s+/).join() === expected.split(/\s+/).join()) continue;
    notes.add({ file, line: each.line }, `dropped: the types enabled for ${level} cannot be set: ${types || "none"}`);
  }
}

/** Merges settings, because each gateway has two lines. */
function merge(into: Record<string, unknown>, settings: Settings): void {
  for (const [key, value] of Object.entries(settings)) {
    const before = into[key];
    into[key] = isObject(before) && isObject(value) ? { ...before, ...value } : value;
  }
}
