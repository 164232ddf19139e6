/** Calls about open sessions of IPMI over LAN. */
import { z } from "zod";
import { integer } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { nothing, ofMachine } from "./common.ts";

const session = z.object({
  /** The session handle of §22.20. */
  id: z.int(),
  version: z.enum(["1.5", "2.0"]),
  userId: z.int(),
  user: z.string(),
  /** The present privilege, and the highest that the client may ask for. */
  privilege: z.string(),
  highestPrivilege: z.string(),
  /** `192.0.2.7:40000` */
  peer: z.string(),
  /** Time since its last packet. */
  idleMs: z.number(),
});
export type SessionEntry = z.infer<typeof session>;

export const sessionList = defineCall({
  route: "GET /machines/{machine}/sessions",
  doc: "Lists the open sessions of IPMI over LAN. A BMC has 63 at most.",
  arguments: z.strictObject(ofMachine),
  result: z.object({ sessions: z.array(session) }),
});

export const sessionEnd = defineCall({
  route: "DELETE /machines/{machine}/sessions/{id}",
  doc: "Ends a session, as Close Session does. Its client gets no answer from then on.",
  arguments: z.strictObject({ ...ofMachine, id: integer(1, 255) }),
  result: nothing,
});
