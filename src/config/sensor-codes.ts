/** Names for codes of sensors: types (IPMI §42.2), event/reading types (§42.1), units (§43.17). */
import { z } from "zod";

const SENSOR_TYPES = [
  ...["reserved", "temperature", "voltage", "current", "fan", "physicalSecurity", "platformSecurity", "processor"],
  ...["powerSupply", "powerUnit", "coolingDevice", "otherUnits", "memory", "driveSlot", "postMemoryResize"],
  ...["systemFirmware", "eventLoggingDisabled", "watchdog1", "systemEvent", "criticalInterrupt", "button"],
  ...["moduleBoard", "microcontroller", "addInCard", "chassis", "chipSet", "otherFru", "cable", "terminator"],
  ...["systemBoot", "bootError", "osBoot", "osStop", "slot", "acpiPowerState", "watchdog2", "platformAlert"],
  ...["entityPresence", "monitorAsic", "lan", "managementSubsystemHealth", "battery", "sessionAudit"],
  ...["versionChange", "fruState"],
];

/** Up to kPa, RPM and the like; others by their code. */
const UNITS = [
  ...["unspecified", "degreesC", "degreesF", "degreesK", "volts", "amps", "watts", "joules", "coulombs", "va"],
  ...["nits", "lumen", "lux", "candela", "kPa", "psi", "newton", "cfm", "rpm", "hz", "microsecond", "millisecond"],
  ...["second", "minute", "hour", "day", "week"],
];

const READING_TYPES = {
  threshold: 0x01,
  usage: 0x02,
  digitalState: 0x03,
  predictiveFailure: 0x04,
  limit: 0x05,
  performance: 0x06,
  severity: 0x07,
  devicePresence: 0x08,
  deviceEnabled: 0x09,
  availability: 0x0a,
  redundancy: 0x0b,
  acpiPower: 0x0c,
  sensorSpecific: 0x6f,
};

/** A code, or a name for one. */
function codeOrName(codes: Readonly<Record<string, number>>, max: number) {
  const names = Object.keys(codes);
  const allowed = `a code from 0 to 0x${max.toString(16)}, or one of ${names.join(", ")}`;
  return z
    .union([z.int(allowed).min(0, allowed).max(max, allowed), z.enum(names, allowed)], allowed)
    .transform((value) => (typeof value === "number" ? value : (codes[value] ?? 0)));
}

function byPlace(names: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(names.map((name, code) => [name, code]));
}

export const sensorType = codeOrName(byPlace(SENSOR_TYPES), 0xff);
export const unit = codeOrName(byPlace(UNITS), 0xff);
export const readingType = codeOrName(READING_TYPES, 0x7f);

/** In the order of their bits. */
export const THRESHOLDS = [
  "lowerNonCritical",
  "lowerCritical",
  "lowerNonRecoverable",
  "upperNonCritical",
  "upperCritical",
  "upperNonRecoverable",
] as const;

/** An event offset, 0 to 14, or the name of a threshold's event (table 42-2, code 01h). */
export const eventOffset = codeOrName(
  byPlace(THRESHOLDS.flatMap((threshold) => [`${threshold}GoingLow`, `${threshold}GoingHigh`])),
  14,
);
