/** Names of states of discrete sensors, by event/reading type (IPMI table 42-2) and by sensor type (table 42-3). */
import { ReadingType } from "../../ipmi/reading-type.ts";
import { byPlace, type Codes } from "../values/names.ts";

/** Names by event/reading type, from 02h, in the order of their offsets. */
const GENERIC = `
idle, active, busy
state deasserted, state asserted
predictive failure deasserted, predictive failure asserted
limit not exceeded, limit exceeded
performance met, performance lags
OK, non-critical from OK, critical from less severe, non-recoverable from less severe, non-critical from more severe, \
critical from non-recoverable, non-recoverable, monitor, informational
device absent, device present
device disabled, device enabled
running, in test, power off, on line, off line, off duty, degraded, power save, install error
fully redundant, redundancy lost, redundancy degraded, non-redundant sufficient from redundant, \
non-redundant sufficient from insufficient, non-redundant insufficient resources, redundancy degraded from full, \
redundancy degraded from non-redundant
D0, D1, D2, D3
`;

/** Names by sensor type: the code, then the names in order. A dash stands for an unused offset. */
const SENSOR_SPECIFIC = `
05 chassis intrusion, drive bay intrusion, I/O card area intrusion, processor area intrusion, LAN leash lost, \
unauthorized dock, fan area intrusion
06 secure mode violation attempt, user password violation, setup password violation, network boot password violation, \
other password violation, out-of-band password violation
07 IERR, thermal trip, FRB1 BIST failure, FRB2 hang in POST, FRB3 startup failure, configuration error, \
uncorrectable SM BIOS error, presence detected, processor disabled, terminator presence detected, throttled, \
uncorrectable machine check, correctable machine check
08 presence detected, failure detected, predictive failure, input lost, input lost or out of range, \
input out of range but present, configuration error, inactive
09 power off, power cycle, 240 VA power down, interlock power down, AC lost, soft power control failure, \
failure detected, predictive failure
0c correctable ECC, uncorrectable ECC, parity error, memory scrub failed, memory device disabled, \
correctable ECC logging limit reached, presence detected, configuration error, spare, throttled, critical overtemperature
0d drive presence, drive fault, predictive failure, hot spare, consistency check in progress, in critical array, \
in failed array, rebuild in progress, rebuild aborted
0f firmware error, firmware hang, firmware progress
10 correctable memory error logging disabled, event type logging disabled, log cleared, all event logging disabled, \
log full, log almost full, correctable machine check logging disabled
11 BIOS reset, OS reset, OS shut down, OS power down, OS power cycle, OS NMI, OS expired, OS pre-timeout interrupt
12 system reconfigured, OEM boot event, undetermined hardware failure, auxiliary log entry added, PEF action, \
timestamp clock synchronized
13 front panel NMI, bus timeout, I/O channel check NMI, software NMI, PCI PERR, PCI SERR, EISA fail safe timeout, \
bus correctable error, bus uncorrectable error, fatal NMI, bus fatal error, bus degraded
14 power button pressed, sleep button pressed, reset button pressed, FRU latch open, FRU service request
19 soft power control failure, thermal trip
1b connected, configuration error
1d power up, hard reset, warm reset, PXE boot requested, boot to diagnostic, OS hard reset, OS warm reset, system restart
1e no bootable media, diskette left in drive, PXE server not found, invalid boot sector, boot selection timeout
1f A: boot completed, C: boot completed, PXE boot completed, diagnostic boot completed, CD-ROM boot completed, \
ROM boot completed, boot completed, installation started, installation completed, installation aborted, installation failed
20 stop during OS load, run-time stop, graceful stop, graceful shutdown, soft shutdown by PEF, OS agent not responding
21 fault, identify, device installed, ready for installation, ready for removal, power off, removal requested, interlock, \
disabled, spare
22 S0, S1, S2, S3, S4, S5, S4 or S5, G3, sleeping, G1 sleeping, override, legacy on, legacy off, -, unknown
23 timer expired, hard reset, power down, power cycle, -, -, -, -, timer interrupt
24 page generated, LAN alert generated, PET generated, SNMP OEM trap generated
25 entity present, entity absent, entity disabled
27 heartbeat lost, heartbeat
28 sensor access degraded, controller access degraded, controller off line, controller unavailable, sensor failure, \
FRU failure
29 battery low, battery failed, presence detected
2a session activated, session deactivated, invalid user name or password, invalid password disable
2b hardware change, firmware change, hardware incompatibility, firmware incompatibility, invalid hardware version, \
invalid firmware version, hardware change success, firmware change success
2c not installed, inactive, activation requested, activation in progress, active, deactivation requested, \
deactivation in progress, communication lost
`;

const FIRST_GENERIC = 0x02;

const generic = linesOf(GENERIC).map(offsets);
const specific = new Map(
  linesOf(SENSOR_SPECIFIC).map((line) => [Number.parseInt(line, 16), offsets(line.slice("00 ".length))] as const),
);

/** Returns offsets by name; empty for a threshold sensor, or if the specification names no states. */
export function statesOf(type: number, readingType: number): Codes {
  const states = readingType === ReadingType.sensorSpecific ? specific.get(type) : generic[readingType - FIRST_GENERIC];
  return states ?? {};
}

function linesOf(table: string): readonly string[] {
  return table.trim().split("\n");
}

function offsets(line: string): Codes {
  const { "-": _none, ...names } = byPlace(line.split(",").map((name) => name.trim()));
  return names;
}
