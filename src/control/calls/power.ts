/** Calls about system power, and about the BMC's own resets. */
import { z } from "zod";
import { oneOf } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { nothing, ofMachine } from "./common.ts";

export const POWER_ACTIONS = ["on", "off", "cycle", "reset", "soft", "diag"] as const;

const status = z.object({
  power: z.enum(["on", "off"]),
  /** Get System Restart Cause, §28.11, as a word of the specification's table. */
  restartCause: z.string(),
  /** Cause of an unwanted loss of power. */
  loss: z.string().optional(),
  restorePolicy: z.string(),
});

const powerStatus = defineCall({
  route: "GET /machines/{machine}/power",
  doc: "Shows whether system power is on, and the causes of the last power-on and power-off.",
  arguments: z.strictObject(ofMachine),
  result: status,
});

const powerSet = defineCall({
  route: "POST /machines/{machine}/power",
  doc: "Controls power as Chassis Control does: on, off, cycle, reset, soft (ACPI power button), diag (NMI). Answers as power.status.",
  arguments: z.strictObject({ ...ofMachine, action: oneOf(POWER_ACTIONS) }),
  // With the status: a daemon may end with the QEMU that it switched off, before a second call.
  result: status,
});

export const RESETS = ["cold", "warm"] as const;

const reset = defineCall({
  route: "POST /machines/{machine}/reset",
  doc: "Resets the BMC, not the machine: cold as at power-up, warm for its interfaces only.",
  arguments: z.strictObject({ ...ofMachine, kind: oneOf(RESETS) }),
  result: nothing,
});

export const powerCalls = {
  "power.status": powerStatus,
  "power.set": powerSet,
  reset,
};
