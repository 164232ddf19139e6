/** Calls about the daemon as a whole, and the stream of what happens to its machines. */
import { z } from "zod";
import { defineCall, defineStream } from "../define-call.ts";
import { epochMs, ofMachine, paged } from "./common.ts";

const link = z.object({
  peer: z.string(),
  /** What QEMU said it can do; absent before it did. */
  capabilities: z.array(z.string()).optional(),
  requests: z.int(),
  /** Frames that meant nothing. */
  discarded: z.int(),
  /** Requests that the deadline guard answered; answers that came too late after that. */
  guarded: z.int(),
  tooLate: z.int(),
});

const lastRequest = z.object({
  epochMs,
  netFn: z.int(),
  cmd: z.int(),
  /** Absent when no command has these codes. */
  command: z.string().optional(),
  completionCode: z.int(),
});

const machine = z.object({
  name: z.string(),
  /** Addresses. */
  doors: z.array(z.string()),
  /** Of these, sockets that somebody has removed: no QEMU finds them. */
  lostDoors: z.array(z.string()),
  power: z.enum(["on", "off"]),
  /** SMS_ATN, as the machine is told. */
  attention: z.boolean(),
  /** Since the daemon started. */
  connections: z.int(),
  requests: z.int(),
  resets: z.int(),
  lastRequest: lastRequest.optional(),
  links: z.array(link),
  sel: z.object({ records: z.int(), capacity: z.int() }),
  /** Reply rules in force. */
  faults: z.int(),
});
export type MachineStatus = z.infer<typeof machine>;

export const status = defineCall({
  doc: "The daemon, its doors and its machines, with who is connected and what came last.",
  arguments: z.strictObject({ ...ofMachine, ...paged }),
  result: z.object({
    version: z.string(),
    pid: z.int(),
    uptimeMs: z.number(),
    /** Of these machines. */
    doors: z.array(z.string()),
    machines: z.array(machine),
    /** Machines of the configuration that are not served, as a door of theirs could not be opened. */
    failures: z.array(z.object({ machine: z.string(), reason: z.string() })),
    next: z.int().optional(),
  }),
});

export const events = defineStream({
  doc: "What happens to machines: QEMU connects, says what it can do, is reset or goes; power changes.",
  arguments: z.strictObject(ofMachine),
  event: z.object({
    epochMs,
    machine: z.string(),
    /** "reset": QEMU is told to. "machine reset": it says that it was; QEMU 7.2 never does. */
    kind: z.enum(["connected", "capabilities", "reset", "machine reset", "disconnected", "power on", "power off"]),
    /** Of the connection; absent for power. */
    peer: z.string().optional(),
    capabilities: z.array(z.string()).optional(),
  }),
});
export type MachineEvent = z.infer<typeof events.event>;
