/** Names for codes of sensors: sensor types (IPMI §42.2), event/reading types (§42.1) and threshold events. */
import { THRESHOLDS } from "../../bmc/sensors/thresholds.ts";
import { ReadingType } from "../../ipmi/reading-type.ts";
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

export const sensorType = codeOrName("sensor type", SENSOR_TYPES, 0xff);
export const readingType = codeOrName("event/reading type", ReadingType, 0x7f);

/** Offsets of threshold events by name (table 42-2, code 01h). */
export const THRESHOLD_EVENTS = byPlace(
  THRESHOLDS.flatMap((threshold) => [`${threshold}GoingLow`, `${threshold}GoingHigh`]),
);
