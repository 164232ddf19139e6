/** All that happens at the doors: live, and what happened before. */
import { z } from "zod";
import { defineCall, defineStream } from "../define-call.ts";
import { epochMs, ofMachine } from "./common.ts";

const traceEvent = z.looseObject({ kind: z.string(), epochMs, machine: z.string(), peer: z.string() });

export const watch = defineStream({
  doc: "All that happens at the doors, exchanges first of all; bytes are hex. As the lines of a journal.",
  arguments: z.strictObject(ofMachine),
  event: traceEvent,
});

export const history = defineCall({
  doc: "What happened at the doors, page by page from 0 on, as far as it is kept: record.history events of a machine.",
  arguments: z.strictObject({ ...ofMachine, from: z.int("a number").min(0, "a number from 0").default(0) }),
  result: z.object({ events: z.array(traceEvent), upTo: z.int(), more: z.boolean() }),
});
