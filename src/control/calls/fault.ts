/** Calls about faults: the reply policies, docs/… `replies.rules`, while the daemon runs. */
import { z } from "zod";
import { rule } from "../../config/sections/replies.ts";
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
  result: z.object({ name: z.string() }),
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
