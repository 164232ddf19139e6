/** Calls about the guest's serial port. */
import { z } from "zod";
import { flag } from "../../config/values/values.ts";
import { defineCall, defineStream } from "../define-call.ts";
import { nothing, ofMachine } from "./common.ts";

/** Most bytes of one write: they fill the input that may wait for a guest. */
const MAX_INPUT_BYTES = 16 * 1024;
const INPUT = `base64 of up to ${MAX_INPUT_BYTES} bytes`;

const serialRead = defineStream({
  route: "GET /machines/{machine}/serial",
  doc:
    "Streams what the guest prints on its serial port, in base64; history: begin with the output that is kept, the last " +
    "256 KiB. lost: bytes before these that the client read too late.",
  arguments: z.strictObject({ ...ofMachine, history: flag().default(false) }),
  event: z.object({ machine: z.string(), data: z.string(), lost: z.int() }),
});

const serialWrite = defineCall({
  route: "POST /machines/{machine}/serial",
  doc: "Sends input to the guest's serial port; gives the number of bytes accepted, which is 0 while the guest takes none.",
  arguments: z.strictObject({
    ...ofMachine,
    data: z.base64(INPUT).max(4 * Math.ceil(MAX_INPUT_BYTES / 3), INPUT),
  }),
  result: z.object({ accepted: z.int() }),
});

const serialBreak = defineCall({
  route: "POST /machines/{machine}/serial/break",
  doc: "Sends a break to the guest's serial port, by telnet or QMP.",
  arguments: z.strictObject(ofMachine),
  result: nothing,
});

export const serialCalls = {
  "serial.read": serialRead,
  "serial.write": serialWrite,
  "serial.break": serialBreak,
};
