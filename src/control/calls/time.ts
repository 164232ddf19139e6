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
  /** Seconds of it in one; also of a time that stands: how fast it will be. */
  rate: z.number(),
  stopped: z.boolean(),
});

export const timeSet = defineCall({
  doc: "The time that sources of sensors live by: shows it, and what is given is changed first.",
  arguments: z.strictObject({ ...ofMachine, rate: rate().optional(), stopped: flag().optional() }),
  result: time,
});

export const timeAdvance = defineCall({
  doc: "Moves it on, a day at most; all that comes meanwhile comes at its own time, in order.",
  arguments: z.strictObject({ ...ofMachine, ms: integer(1, DAY_MS) }),
  result: time,
});
