/** Events at the doors: live, and from the history. */
import { z } from "zod";
import { flag } from "../../config/values/values.ts";
import { defineCall, defineStream } from "../define-call.ts";
import { epochMs, ofMachine } from "./common.ts";

const traceEvent = z.looseObject({ kind: z.string(), epochMs, machine: z.string(), peer: z.string() });

const watch = defineStream({
  route: "GET /machines/{machine}/watch",
  doc:
    "Streams every event at the doors, such as exchanges, in the form of a journal's lines; bytes are hex. " +
    "With decoded, exchanges also have the fields of request and answer as text in `words`, and other events a `text`.",
  arguments: z.strictObject({ ...ofMachine, decoded: flag().default(false) }),
  event: traceEvent,
});

const history = defineCall({
  route: "GET /machines/{machine}/history",
  doc:
    "Pages through past events at the doors, from 0 on; record.history says how many a machine keeps. openSol: characters " +
    "of serial over LAN in sessions that are open, of which the events do not tell yet.",
  arguments: z.strictObject({ ...ofMachine, from: z.int("a number").min(0, "a number from 0").default(0) }),
  result: z.object({
    events: z.array(traceEvent),
    upTo: z.int(),
    more: z.boolean(),
    openSol: z.object({ sent: z.int(), received: z.int() }),
  }),
});

export const watchCalls = {
  watch,
  history,
};
