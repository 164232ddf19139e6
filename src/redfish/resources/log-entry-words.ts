/** Words of the LogEntry schema for event types and sensor types (IPMI tables 42-1 to 42-3). */
import { ReadingType } from "../../ipmi/reading-type.ts";
import { EVENT_TYPES } from "../../ipmi/words/event-types.ts";

/** Names that the schema writes in another way than `EVENT_TYPES`. */
const CODES: Readonly<Record<string, string>> = {
  "Predictive Failure Deasserted": "Predictive Failure deasserted",
  "Predictive Failure Asserted": "Predictive Failure asserted",
  "Transition to Non-critical from OK": "Transition to Non-Critical from OK",
  "Transition to Non-critical from more severe": "Transition to Non-Critical from more severe",
  "Device Absent": "Device Removed / Device Absent",
  "Device Present": "Device Inserted / Device Present",
  "Non-Redundant: Sufficient from Redundant": "Non-redundant:Sufficient Resources from Redundant",
  "Non-Redundant: Sufficient from Insufficient": "Non-redundant:Sufficient Resources from Insufficient Resources",
  "Non-Redundant: Insufficient Resources": "Non-redundant:Insufficient Resources",
  "Redundancy Degraded from Non-Redundant": "Redundancy Degraded from Non-redundant",
};

/** Types whose states are the sensor type's own have no words here: the schema says only Assert and Deassert. */
export function entryCode(type: number, offset: number, isDeassertion: boolean): string {
  const name = EVENT_TYPES.get(type)?.[offset];
  if (type === ReadingType.sensorSpecific || name === undefined) return isDeassertion ? "Deassert" : "Assert";
  if (type === ReadingType.threshold) return name.replace(" going", " - going");
  return CODES[name] ?? name;
}

/** Words by sensor type code. */
const SENSOR_TYPES: readonly (string | undefined)[] = [
  undefined,
  "Temperature",
  "Voltage",
  "Current",
  "Fan",
  "Physical Chassis Security",
  "Platform Security Violation Attempt",
  "Processor",
  "Power Supply / Converter",
  "PowerUnit",
  "CoolingDevice",
  "Other Units-based Sensor",
  "Memory",
  "Drive Slot/Bay",
  "POST Memory Resize",
  "System Firmware Progress",
  "Event Logging Disabled",
  "Watchdog",
  "System Event",
  "Critical Interrupt",
  "Button/Switch",
  "Module/Board",
  "Microcontroller/Coprocessor",
  "Add-in Card",
  "Chassis",
  "ChipSet",
  "Other FRU",
  "Cable/Interconnect",
  "Terminator",
  "SystemBoot/Restart",
  "Boot Error",
  "BaseOSBoot/InstallationStatus",
  "OS Stop/Shutdown",
  "Slot/Connector",
  "System ACPI PowerState",
  "Watchdog",
  "Platform Alert",
  "Entity Presence",
  "Monitor ASIC/IC",
  "LAN",
  "Management Subsystem Health",
  "Battery",
  "Session Audit",
  "Version Change",
  "FRUState",
];

const FIRST_OEM = 0xc0;

/** Null for a type that is reserved. */
export function entrySensorType(code: number): string | null {
  return SENSOR_TYPES[code] ?? (code >= FIRST_OEM ? "OEM" : null);
}
