/** The call about the identify light, which helps a person find the chassis (IPMI §28.5). */
import { z } from "zod";
import { flag, integer } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { ofMachine } from "./common.ts";

/** §28.2. */
export const IDENTIFY_STATES = ["off", "timed", "indefinite"] as const;

const identifySet = defineCall({
  route: "PUT /machines/{machine}/identify",
  doc: "Switches the identify light on, for some seconds or until it is switched off. The status of the machine shows it.",
  arguments: z.strictObject({ ...ofMachine, on: flag(), seconds: integer(1, 255).optional() }),
  result: z.object({ identify: z.enum(IDENTIFY_STATES) }),
});

export const identifyCalls = {
  "identify.set": identifySet,
};
