/** Calls about the time that sources of sensors live by. */
import { z } from "zod";
import { rate } from "../../config/sections/time.ts";
import { flag, integer } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { ofMachine } from "./common.ts";

const DAY_MS = 86_400_000;

const time = z.object({
  /** Milliseconds. */
  nowMs: z.number(),
  /** Simulated seconds per real second; while time stands, the rate at which it will resume. */
  rate: z.number(),
  stopped: z.boolean(),
});

const timeSet = defineCall({
  route: "PATCH /machines/{machine}/time",
  doc: "Changes the given settings of the time that sources of sensors live by, and shows it.",
  arguments: z.strictObject({ ...ofMachine, rate: rate().optional(), stopped: flag().optional() }),
  result: time,
});

const timeAdvance = defineCall({
  route: "POST /machines/{machine}/time/advance",
  doc: "Advances it, by a day at most; everything due in between happens at its own time, in order.",
  arguments: z.strictObject({ ...ofMachine, ms: integer(1, DAY_MS) }),
  result: time,
});

export const timeCalls = {
  "time.set": timeSet,
  "time.advance": timeAdvance,
};
