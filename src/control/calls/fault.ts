/** Calls about faults: the reply policies, docs/… `replies.rules`, while the daemon runs. */
import { z } from "zod";
import { deadlineMs, rule, seed } from "../../config/sections/replies.ts";
import { text } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { nothing, ofMachine } from "./common.ts";

const name = text("the name of a fault");

export const faultList = defineCall({
  doc: "The faults in force, in the order in which they are asked, in the words of the configuration's replies.rules.",
  arguments: z.strictObject(ofMachine),
  result: z.object({
    faults: z.array(
      z.object({
        name: z.string(),
        rule: z.record(z.string(), z.unknown()),
        /** Answers it was for. */
        applied: z.int(),
      }),
    ),
  }),
});

export const faultAdd = defineCall({
  doc: "Adds a fault behind the others, from the next answer on; one of the same name is replaced.",
  arguments: z.strictObject({ ...ofMachine, rule }),
  result: z.object({
    name: z.string(),
    /** Sentences: what the fault will do to a stock QEMU, and what keeps it from doing what it says. */
    warnings: z.array(z.string()),
  }),
});

export const faultSettings = defineCall({
  doc:
    "Changes what all faults share, and gives what holds now: the deadline guard's limit, from the next request on, and the " +
    "seed, which makes every fault's dice and counts start afresh.",
  arguments: z.strictObject({ ...ofMachine, deadlineMs: deadlineMs().optional(), seed: seed().optional() }),
  result: z.object({ deadlineMs: z.union([z.int(), z.literal("off")]), seed: z.int() }),
});

export const faultRemove = defineCall({
  doc: "Takes a fault away.",
  arguments: z.strictObject({ ...ofMachine, name }),
  result: nothing,
});

export const faultClear = defineCall({
  doc: "Takes all faults away, those of the configuration too.",
  arguments: z.strictObject(ofMachine),
  result: z.object({ removed: z.int() }),
});
