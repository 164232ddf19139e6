/** Names for codes of sensors: types (IPMI §42.2), event/reading types (§42.1), thresholds and their events. */
import { byPlace, codeOrName } from "../values/names.ts";

export const SENSOR_TYPES = byPlace([
  ...["reserved", "temperature", "voltage", "current", "fan", "physicalSecurity", "platformSecurity", "processor"],
  ...["powerSupply", "powerUnit", "coolingDevice", "otherUnits", "memory", "driveSlot", "postMemoryResize"],
  ...["systemFirmware", "eventLoggingDisabled", "watchdog1", "systemEvent", "criticalInterrupt", "button"],
  ...["moduleBoard", "microcontroller", "addInCard", "chassis", "chipSet", "otherFru", "cable", "terminator"],
  ...["systemBoot", "bootError", "osBoot", "osStop", "slot", "acpiPowerState", "watchdog2", "platformAlert"],
  ...["entityPresence", "monitorAsic", "lan", "managementSubsystemHealth", "battery", "sessionAudit"],
  ...["versionChange", "fruState"],
]);

export const READING_TYPES = {
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

export const sensorType = codeOrName("sensor type", SENSOR_TYPES, 0xff);
export const readingType = codeOrName("event/reading type", READING_TYPES, 0x7f);

/** In the order of their bits. */
export const THRESHOLDS = [
  "lowerNonCritical",
  "lowerCritical",
  "lowerNonRecoverable",
  "upperNonCritical",
  "upperCritical",
  "upperNonRecoverable",
] as const;

/** Events of thresholds, by name: their offsets (table 42-2, code 01h). */
export const THRESHOLD_EVENTS = byPlace(
  THRESHOLDS.flatMap((threshold) => [`${threshold}GoingLow`, `${threshold}GoingHigh`]),
);
