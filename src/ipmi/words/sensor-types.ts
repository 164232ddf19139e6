/** Sensor type names, and state names of the types that define their own states (IPMI §42.2, table 42-3). */
import { hexCode } from "../../text/hex.ts";

interface SensorTypeWords {
  readonly name: string;
  /** State names by offset, for event/reading type 6Fh. */
  readonly states: readonly string[];
}

function type(name: string, ...states: readonly string[]): SensorTypeWords {
  return { name, states };
}

/** Sensor types by code. */
export const SENSOR_TYPES: readonly SensorTypeWords[] = [
  type("Reserved"),
  type("Temperature"),
  type("Voltage"),
  type("Current"),
  type("Fan"),
  type(
    "Physical Security",
    ...["General Chassis intrusion", "Drive Bay intrusion", "I/O Card area intrusion", "Processor area intrusion"],
    ...["System unplugged from LAN", "Unauthorized dock", "FAN area intrusion"],
  ),
  type(
    "Platform Security",
    ...["Front Panel Lockout violation attempted", "Pre-boot password violation - user password"],
    ...["Pre-boot password violation - setup password", "Pre-boot password violation - network boot password"],
    ...["Other pre-boot password violation", "Out-of-band access password violation"],
  ),
  type(
    "Processor",
    ...[
      "IERR",
      "Thermal Trip",
      "FRB1/BIST failure",
      "FRB2/Hang in POST failure",
      "FRB3/Processor startup/init failure",
    ],
    ...["Configuration Error", "SM BIOS Uncorrectable CPU-complex Error", "Presence detected", "Disabled"],
    ...["Terminator presence detected", "Throttled", "Uncorrectable machine check exception"],
    "Correctable machine check error",
  ),
  type(
    "Power Supply",
    ...[
      "Presence detected",
      "Failure detected",
      "Predictive failure",
      "Power Supply AC lost",
      "AC lost or out-of-range",
    ],
    ...["AC out-of-range, but present", "Config Error", "Power Supply Inactive"],
  ),
  type(
    "Power Unit",
    ...["Power off/down", "Power cycle", "240VA power down", "Interlock power down", "AC lost"],
    ...["Soft-power control failure", "Failure detected", "Predictive failure"],
  ),
  type("Cooling Device"),
  type("Other"),
  type(
    "Memory",
    ...["Correctable ECC", "Uncorrectable ECC", "Parity", "Memory Scrub Failed", "Memory Device Disabled"],
    ...["Correctable ECC logging limit reached", "Presence Detected", "Configuration Error", "Spare", "Throttled"],
    "Critical Overtemperature",
  ),
  type(
    "Drive Slot / Bay",
    ...["Drive Present", "Drive Fault", "Predictive Failure", "Hot Spare", "Parity Check In Progress"],
    ...["In Critical Array", "In Failed Array", "Rebuild In Progress", "Rebuild Aborted"],
  ),
  type("POST Memory Resize"),
  type("System Firmwares", "System Firmware Error", "System Firmware Hang", "System Firmware Progress"),
  type(
    "Event Logging Disabled",
    ...["Correctable memory error logging disabled", "Event logging disabled", "Log area reset/cleared"],
    ...["All event logging disabled", "Log full", "Log almost full"],
    "Correctable machine check error logging disabled",
  ),
  type(
    "Watchdog1",
    ...["BIOS Reset", "OS Reset", "OS Shut Down", "OS Power Down", "OS Power Cycle", "OS NMI/Diag Interrupt"],
    ...["OS Expired", "OS pre-timeout Interrupt"],
  ),
  type(
    "System Event",
    ...["System Reconfigured", "OEM System boot event", "Undetermined system hardware failure"],
    ...["Entry added to auxiliary log", "PEF Action", "Timestamp Clock Sync"],
  ),
  type(
    "Critical Interrupt",
    ...["NMI/Diag Interrupt", "Bus Timeout", "I/O Channel check NMI", "Software NMI", "PCI PERR", "PCI SERR"],
    ...["EISA failsafe timeout", "Bus Correctable error", "Bus Uncorrectable error", "Fatal NMI", "Bus Fatal Error"],
    "Bus Degraded",
  ),
  type("Button", "Power Button pressed", "Sleep Button pressed", "Reset Button pressed", "FRU Latch", "FRU Service"),
  type("Module / Board"),
  type("Microcontroller"),
  type("Add-in Card"),
  type("Chassis"),
  type("Chip Set", "Soft Power Control Failure", "Thermal Trip"),
  type("Other FRU"),
  type("Cable / Interconnect", "Connected", "Config Error"),
  type("Terminator"),
  type(
    "System Boot Initiated",
    ...["Initiated by power up", "Initiated by hard reset", "Initiated by warm reset", "User requested PXE boot"],
    ...["Automatic boot to diagnostic", "OS initiated hard reset", "OS initiated warm reset", "System Restart"],
  ),
  type(
    "Boot Error",
    ...["No bootable media", "Non-bootable disk in drive", "PXE server not found", "Invalid boot sector"],
    "Timeout waiting for selection",
  ),
  type(
    "OS Boot",
    ...["A: boot completed", "C: boot completed", "PXE boot completed", "Diagnostic boot completed"],
    ...["CD-ROM boot completed", "ROM boot completed", "Boot completed - device not specified"],
    ...["Installation started", "Installation completed", "Installation aborted", "Installation failed"],
  ),
  type(
    "OS Critical Stop",
    ...["Error during system startup", "Run-time critical stop", "OS graceful stop", "OS graceful shutdown"],
    ...["PEF initiated soft shutdown", "Agent not responding"],
  ),
  type(
    "Slot / Connector",
    ...["Fault Status", "Identify Status", "Device Installed", "Ready for Device Installation"],
    ...["Ready for Device Removal", "Slot Power is Off", "Device Removal Request", "Interlock", "Slot is Disabled"],
    "Spare Device",
  ),
  type(
    "System ACPI Power State",
    ...["S0/G0: working", "S1: sleeping with system hw & processor context maintained"],
    ...["S2: sleeping, processor context lost", "S3: sleeping, processor & hw context lost, memory retained"],
    ...["S4: non-volatile sleep/suspend-to-disk", "S5/G2: soft-off", "S4/S5: soft-off", "G3: mechanical off"],
    ...["Sleeping in S1/S2/S3 state", "G1: sleeping", "S5: entered by override", "Legacy ON state"],
    ...["Legacy OFF state", "reserved 13", "Unknown"],
  ),
  type(
    "Watchdog2",
    ...["Timer expired", "Hard reset", "Power down", "Power cycle", "reserved 4", "reserved 5", "reserved 6"],
    ...["reserved 7", "Timer interrupt"],
  ),
  type(
    "Platform Alert",
    ...["Platform generated page", "Platform generated LAN alert", "Platform Event Trap generated"],
    "Platform generated SNMP trap, OEM format",
  ),
  type("Entity Presence", "Present", "Absent", "Disabled"),
  type("Monitor ASIC"),
  type("LAN", "Heartbeat Lost", "Heartbeat"),
  type(
    "Management Subsys Health",
    ...["Sensor access degraded or unavailable", "Controller access degraded or unavailable"],
    ...["Management controller off-line", "Management controller unavailable", "Sensor failure", "FRU failure"],
  ),
  type("Battery", "Low", "Failed", "Presence Detected"),
  type("Session Audit", "Activated", "Deactivated", "Invalid Username or Password", "Invalid password disable"),
  type(
    "Version Change",
    ...["Hardware change detected", "Firmware or software change detected", "Hardware incompatibility detected"],
    ...["Firmware or software incompatibility detected", "Invalid or unsupported hardware version"],
    ...["Invalid or unsupported firmware or software version", "Hardware change success"],
    "Firmware or software change success",
  ),
  type(
    "FRU State",
    ...["Not Installed", "Inactive", "Activation Requested", "Activation in Progress", "Active"],
    ...["Deactivation Requested", "Deactivation in Progress", "Communication lost"],
  ),
];

/** Returns a sensor type's name. Codes that the specification does not name give "OEM C1h" or "Reserved 2Dh". */
export function sensorTypeName(code: number): string {
  const shown = hexCode(code);
  return SENSOR_TYPES[code]?.name ?? (code >= 0xc0 ? `OEM ${shown}` : `Reserved ${shown}`);
}
