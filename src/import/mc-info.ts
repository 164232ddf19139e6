/** Converts the output of `ipmitool mc info` to `device`. */

import { DEVICE_SUPPORT, type DeviceSupport } from "../bmc/device-identity.ts";
import { hexDigits } from "../text/hex.ts";
import type { Notes } from "./notes.ts";
import { type PrintedField, printedFields } from "./printed-fields.ts";
import type { Settings } from "./settings.ts";
import { inHex } from "./settings.ts";

/** ipmitool's name of each kind of support. */
const SUPPORT_LABELS: Readonly<Record<DeviceSupport, string>> = {
  sensor: "Sensor Device",
  sdrRepository: "SDR Repository Device",
  sel: "SEL Device",
  fru: "FRU Inventory Device",
  ipmbEventReceiver: "IPMB Event Receiver",
  ipmbEventGenerator: "IPMB Event Generator",
  bridge: "Bridge",
  chassis: "Chassis Device",
};

/** Fields that ipmitool derives from numbers. */
const DERIVED = ["Manufacturer Name", "Product Name"];

const AUXILIARY_SIZE = 4;

type Read = (field: PrintedField, number: (max: number) => number) => Settings;

const READERS: Readonly<Record<string, Read>> = {
  "Device ID": (_field, number) => ({ id: inHex(number(0xff)) }),
  "Device Revision": (_field, number) => ({ revision: number(0x0f) }),
  "Firmware Revision": ({ value }) => {
    const [, major, minor = ""] = required(/^(\d+)\.([\da-f]{1,2})$/i.exec(value), "a revision such as 1.02");
    return { firmware: { major: atMost(127, Number(major)), minor: minorRevision(Number.parseInt(minor, 16)) } };
  },
  "IPMI Version": ({ value }) => {
    const [version] = required(/^(?:1\.5|2\.0)$/.exec(value), "1.5 or 2.0");
    return { ipmiVersion: version };
  },
  "Manufacturer ID": (_field, number) => ({ manufacturerId: number(0xfffff) }),
  "Product ID": (_field, number) => ({ productId: number(0xffff) }),
  "Provides Device SDRs": ({ value }) => ({ providesSdrs: yes(value) }),
  "Additional Device Support": ({ more }) => ({
    supports: more.map(({ text }) => {
      const name = DEVICE_SUPPORT.find((support) => SUPPORT_LABELS[support] === text);
      if (name === undefined) throw new Error(`unknown device support: ${text}`);
      return name;
    }),
  }),
  "Aux Firmware Rev Info": ({ more }) => {
    const bytes = more.map(({ text }) => required(/^0x([0-9a-f]{2})$/i.exec(text), "bytes such as 0x00")[1]);
    if (bytes.length !== AUXILIARY_SIZE) throw new Error(`expected four bytes below it, got ${bytes.length}`);
    return { auxiliaryFirmware: bytes.join(" ") };
  },
};

export function readMcInfo(file: string, text: string, notes: Notes): Settings {
  const device: Record<string, unknown> = {};
  const fields = printedFields(text, (line, said) => notes.add({ file, line }, `dropped, not understood: ${said}`));
  for (const field of fields) {
    const { key, line, value } = field;
    if (DERIVED.includes(key) || (key === "Device Available" && value === "yes")) continue;
    const read = Object.hasOwn(READERS, key) ? READERS[key] : undefined;
    try {
      if (!read) throw new Error("there is no setting for it");
      Object.assign(
        device,
        read(field, (max) => atMost(max, Number(required(/^\d+/.exec(value), "a number")[0]))),
      );
    } catch (error) {
      notes.add({ file, line }, `dropped: ${key}: ${value}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return device;
}

/** Converts the byte to `firmware.minor`: BCD as a number, any other value as a raw byte. */
export function minorRevision(byte: number): number | string {
  const digits = hexDigits(byte, 1);
  return /^\d+$/.test(digits) ? Number(digits) : `raw 0x${hexDigits(byte)}`;
}

function required(match: RegExpExecArray | null, what: string): RegExpExecArray {
  if (!match) throw new Error(`expected ${what}`);
  return match;
}

function atMost(max: number, value: number): number {
  if (value > max) throw new Error(`expected ${max} at most`);
  return value;
}

function yes(value: string): boolean {
  if (value !== "yes" && value !== "no") throw new Error("expected yes or no");
  return value === "yes";
}
