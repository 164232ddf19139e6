/** Calls about the daemon as a whole, and the stream of its machines' events. */
import { z } from "zod";
import { HEALTHS } from "../../bmc/health.ts";
import { defineCall, defineStream } from "../define-call.ts";
import { epochMs, ofMachine, paged } from "./common.ts";
import { IDENTIFY_STATES } from "./identify.ts";

const link = z.object({
  peer: z.string(),
  /** Capabilities that QEMU announced; absent until it has. */
  capabilities: z.array(z.string()).optional(),
  requests: z.int(),
  /** Frames that could not be decoded. */
  discarded: z.int(),
  /** Requests that the deadline guard answered, and later answers to them. */
  guarded: z.int(),
  tooLate: z.int(),
  /** Answers that reply rules held back, and that were dropped because too many waited. */
  dropped: z.int(),
});

const lastRequest = z.object({
  epochMs,
  netFn: z.int(),
  cmd: z.int(),
  /** Absent when no command has these codes. */
  command: z.string().optional(),
  completionCode: z.int(),
});

const serial = z.object({
  address: z.string(),
  /** Whether a guest's serial port is connected. */
  connected: z.boolean(),
  /** Bytes of the guest's output and input since the daemon started. */
  received: z.int(),
  written: z.int(),
  /** Bytes of input that came while no guest was connected. */
  discarded: z.int(),
});

/** The state of one machine. */
export const machineStatus = z.object({
  name: z.string(),
  /** Addresses. */
  doors: z.array(z.string()),
  /** Doors among them whose socket file was removed: no QEMU can connect. */
  lostDoors: z.array(z.string()),
  power: z.enum(["on", "off"]),
  /** State of the identify light, §28.2. */
  identify: z.enum(IDENTIFY_STATES),
  /** Worst state of its sensors and of its chassis. */
  health: z.enum(HEALTHS),
  /** SMS_ATN, as reported to the machine. */
  attention: z.boolean(),
  /** Counts since the daemon started. */
  connections: z.int(),
  requests: z.int(),
  resets: z.int(),
  lastRequest: lastRequest.optional(),
  links: z.array(link),
  /** Absent: the machine has no serial port. */
  serial: serial.optional(),
  sel: z.object({ records: z.int(), capacity: z.int() }),
  /** Reply rules in force. */
  faults: z.int(),
});
export type MachineStatus = z.infer<typeof machineStatus>;

const status = defineCall({
  route: "GET /status",
  doc: "Shows the daemon, its doors and its machines, with connected QEMUs and the last request.",
  arguments: z.strictObject({ ...ofMachine, ...paged }),
  result: z.object({
    version: z.string(),
    pid: z.int(),
    uptimeMs: z.number(),
    /** URL of the HTTP port; absent without one. */
    http: z.string().optional(),
    /** Address of the Redfish door of all machines; absent without one. */
    sharedRedfish: z.string().optional(),
    /** Doors of these machines. */
    doors: z.array(z.string()),
    machines: z.array(machineStatus),
    /** Machines of the configuration that are not served, and why. */
    failures: z.array(z.object({ machine: z.string(), reason: z.string() })),
    next: z.int().optional(),
  }),
});

const events = defineStream({
  route: "GET /events",
  doc: "Streams what happens to machines: QEMU connects, announces its capabilities, is reset or disconnects; power changes.",
  arguments: z.strictObject(ofMachine),
  event: z.object({
    epochMs,
    machine: z.string(),
    /** "reset": we reset QEMU. "machine reset": QEMU reports a reset, which 7.2 never does. */
    kind: z.enum(["connected", "capabilities", "reset", "machine reset", "disconnected", "power on", "power off"]),
    /** Peer of the connection; absent for power. */
    peer: z.string().optional(),
    capabilities: z.array(z.string()).optional(),
  }),
});
export type MachineEvent = z.infer<typeof events.event>;

export const statusCalls = {
  status,
  events,
};
