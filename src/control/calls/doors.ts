/** The call that says how each machine is reached from outside. */
import { z } from "zod";
import { defineCall } from "../define-call.ts";
import { ofMachine, paged } from "./common.ts";

/** Users who can log in, the most privileged first. */
const users = z.array(z.object({ id: z.int(), name: z.string(), privilege: z.string() }));

const lan = z.object({
  /** Host and UDP port that clients use. */
  host: z.string(),
  port: z.int(),
  channel: z.int(),
  /** Cipher suites of RMCP+ sessions. */
  cipherSuites: z.array(z.int()),
  /** Authentication types of IPMI 1.5 sessions. */
  authenticationTypes: z.array(z.string()),
  /** Whether RMCP+ sessions need the key K_G. */
  kg: z.boolean(),
  users,
});
export type LanDoor = z.infer<typeof lan>;

const redfish = z.object({
  /** URL of the service, without a path. */
  url: z.string(),
  /** Path of the machine's system. */
  system: z.string(),
  /** Whether the machine has drives for virtual media. */
  media: z.boolean(),
  users,
});
export type RedfishService = z.infer<typeof redfish>;

const machine = z.object({
  name: z.string(),
  /** Addresses for QEMU. */
  vm: z.array(z.string()),
  /** Absent: IPMI over LAN is not served. */
  lan: lan.optional(),
  /** The machine's own Redfish service, or else that of all machines. Absent: Redfish is not served. */
  redfish: redfish.optional(),
  /** Address of the guest's serial port. Absent: the machine has none. */
  serial: z.string().optional(),
});
export type MachineDoors = z.infer<typeof machine>;

const doors = defineCall({
  route: "GET /doors",
  doc: "Shows every machine's doors, and the users who can log in over the LAN. Passwords and keys are never shown.",
  arguments: z.strictObject({ ...ofMachine, ...paged }),
  result: z.object({ machines: z.array(machine), next: z.int().optional() }),
});

export const doorCalls = {
  doors,
};
