/** Reading the configuration again. */
import { z } from "zod";
import { defineCall } from "../define-call.ts";

const setting = z.object({ machine: z.string().optional(), setting: z.string() });

export const reload = defineCall({
  doc: "Reads the configuration again and changes what can change without losing a link; names what cannot.",
  arguments: z.strictObject({}),
  result: z.object({
    changed: z.array(setting),
    /** Differ, and wait for a restart. */
    unchanged: z.array(setting.extend({ reason: z.string() })),
  }),
});
export type ReloadResult = z.infer<typeof reload.result>;
