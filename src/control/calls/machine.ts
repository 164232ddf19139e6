/** Calls that add machines to a daemon that runs, and take them away. */
import { z } from "zod";
import { text } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { nothing } from "./common.ts";

export const machineAdd = defineCall({
  doc:
    "Adds a machine: settings as in a configuration of one machine, complete, those of the daemon left out; names of " +
    "files and sockets are absolute. Either it has all its doors then, or all is as before.",
  arguments: z.strictObject({ settings: z.record(z.string(), z.unknown(), "the settings of a machine") }),
  result: z.object({ name: z.string(), doors: z.array(z.string()) }),
});

export const machineRemove = defineCall({
  doc:
    "Takes a machine away: its links end, its doors close, its state is stored and free. Of one that could not be " +
    "served the failure is forgotten.",
  arguments: z.strictObject({ machine: text("a machine's name") }),
  result: nothing,
});
