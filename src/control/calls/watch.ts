/** The stream of all that happens at the doors. */
import { z } from "zod";
import { defineStream } from "../define-call.ts";
import { epochMs, ofMachine } from "./common.ts";

export const watch = defineStream({
  doc: "All that happens at the doors, exchanges first of all; bytes are hex. As the lines of a journal.",
  arguments: z.strictObject(ofMachine),
  event: z.looseObject({ kind: z.string(), epochMs, machine: z.string(), peer: z.string() }),
});
