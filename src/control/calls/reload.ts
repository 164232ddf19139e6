/** Reading the configuration again. */
import { z } from "zod";
import { defineCall } from "../define-call.ts";

const setting = z.object({ machine: z.string().optional(), setting: z.string() });

export const reload = defineCall({
  doc:
    "Reads the configuration again and changes what can change without losing a link; names what cannot. Machines that are " +
    "new in it, or are not there, are added; those that are in it no more are removed where no QEMU is connected.",
  arguments: z.strictObject({}),
  result: z.object({
    changed: z.array(setting),
    /** Differ, and wait for a restart. */
    unchanged: z.array(setting.extend({ reason: z.string() })),
    /** Names of machines. */
    added: z.array(z.string()),
    removed: z.array(z.string()),
  }),
});
export type ReloadResult = z.infer<typeof reload.result>;
