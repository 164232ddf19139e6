/** Calls about open sessions of IPMI over LAN and of Redfish. */
import { z } from "zod";
import { integer, text } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { epochMs, nothing, ofMachine } from "./common.ts";

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

const sessionList = defineCall({
  route: "GET /machines/{machine}/sessions",
  doc: "Lists the open sessions of IPMI over LAN. A BMC has 63 at most.",
  arguments: z.strictObject(ofMachine),
  result: z.object({ sessions: z.array(session) }),
});

const sessionEnd = defineCall({
  route: "DELETE /machines/{machine}/sessions/{id}",
  doc: "Ends a session, as Close Session does. Its client gets no answer from then on.",
  arguments: z.strictObject({ ...ofMachine, id: integer(1, 255) }),
  result: nothing,
});

const sessionListRedfish = defineCall({
  route: "GET /machines/{machine}/redfish-sessions",
  doc:
    "Lists the open sessions of Redfish: those of the machine's own door, then those of the shared door whose user can log " +
    "in at the machine. Tokens are never shown.",
  arguments: z.strictObject(ofMachine),
  result: z.object({
    sessions: z.array(
      z.object({
        /** The session's Id; that of a session of the shared door follows `shared-`. */
        id: z.string(),
        user: z.string(),
        /** Address of its client. */
        peer: z.string(),
        /** Time of the log-in. */
        epochMs,
        /** Time since its last request. */
        idleMs: z.number(),
      }),
    ),
  }),
});

const sessionEndRedfish = defineCall({
  route: "DELETE /machines/{machine}/redfish-sessions/{id}",
  doc: "Ends a session of Redfish. Its token is refused from then on; a session of the shared door ends for all machines.",
  arguments: z.strictObject({ ...ofMachine, id: text("the ID of a session, such as 1 or shared-1") }),
  result: nothing,
});

export const sessionCalls = {
  "session.list": sessionList,
  "session.end": sessionEnd,
  "session.listRedfish": sessionListRedfish,
  "session.endRedfish": sessionEndRedfish,
};
