/** Calls about the system event log. */
import { z } from "zod";
import { SEL_RECORD_SIZE } from "../../bmc/sel.ts";
import { bytes } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { hex, nothing, ofMachine, paged } from "./common.ts";

const record = z.object({
  id: z.int(),
  bytes: hex,
  /** Record type, §32: 0x02 for events. */
  type: z.int(),
  /** Seconds of SEL time; absent where the type has none. */
  timestamp: z.int().optional(),
  /** Absent where no sensor of the BMC has the number. */
  sensor: z.string().optional(),
  sensorNumber: z.int().optional(),
  sensorType: z.string().optional(),
  /** "Upper Critical going high". */
  event: z.string(),
  direction: z.enum(["asserted", "deasserted"]).optional(),
  /** Of a threshold's event: what was read, and the threshold, in units. */
  reading: z.number().optional(),
  threshold: z.number().optional(),
  unit: z.string().optional(),
});
export type SelRecord = z.infer<typeof record>;

export const selList = defineCall({
  doc: "Records of the event log, oldest first, in words and as bytes.",
  arguments: z.strictObject({ ...ofMachine, ...paged }),
  result: z.object({ records: z.array(record), next: z.int().optional() }),
});

export const selInfo = defineCall({
  doc: "How full the event log is, and its time.",
  arguments: z.strictObject(ofMachine),
  result: z.object({
    records: z.int(),
    capacity: z.int(),
    /** Dropped for lack of space since the last clear. */
    lost: z.int(),
    /** Seconds since 1970, as the log has it. */
    time: z.int(),
  }),
});

export const selAdd = defineCall({
  doc: "Adds a record of 16 bytes; its id and timestamp are the log's to give. Raises no event: event.send does.",
  arguments: z.strictObject({ ...ofMachine, record: bytes(SEL_RECORD_SIZE, SEL_RECORD_SIZE) }),
  result: z.object({ id: z.int() }),
});

export const selClear = defineCall({
  doc: "Clears the event log.",
  arguments: z.strictObject(ofMachine),
  result: nothing,
});
