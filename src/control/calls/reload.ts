/** The call that reloads the configuration. */
import { z } from "zod";
import { defineCall } from "../define-call.ts";

const setting = z.object({ machine: z.string().optional(), setting: z.string() });

const reload = defineCall({
  route: "POST /reload",
  doc:
    "Reloads the configuration: applies the changes that keep links alive, and names the others. Adds machines that are new " +
    "in it or could not be served; removes those that are no longer in it, unless a QEMU is connected.",
  arguments: z.strictObject({}),
  result: z.object({
    changed: z.array(setting),
    /** Settings that differ and need a restart. */
    unchanged: z.array(setting.extend({ reason: z.string() })),
    /** Names of machines. */
    added: z.array(z.string()),
    removed: z.array(z.string()),
  }),
});
export type ReloadResult = z.infer<typeof reload.result>;

export const reloadCalls = {
  reload,
};
