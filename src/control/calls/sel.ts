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
  /** Seconds of SEL time; absent if the record type has none. */
  timestamp: z.int().optional(),
  /** Absent if no sensor of the BMC has the number. */
  sensor: z.string().optional(),
  sensorNumber: z.int().optional(),
  sensorType: z.string().optional(),
  /** "Upper Critical going high". */
  event: z.string(),
  direction: z.enum(["asserted", "deasserted"]).optional(),
  /** Reading and threshold of a threshold event, in units. */
  reading: z.number().optional(),
  threshold: z.number().optional(),
  unit: z.string().optional(),
});
export type SelRecord = z.infer<typeof record>;

const selList = defineCall({
  route: "GET /machines/{machine}/sel",
  doc: "Lists the records of the event log, oldest first, as text and as bytes.",
  arguments: z.strictObject({ ...ofMachine, ...paged }),
  result: z.object({ records: z.array(record), next: z.int().optional() }),
});

const selInfo = defineCall({
  route: "GET /machines/{machine}/sel/info",
  doc: "Shows how full the event log is, and its time.",
  arguments: z.strictObject(ofMachine),
  result: z.object({
    records: z.int(),
    capacity: z.int(),
    /** Events dropped for lack of space since the last clear. */
    lost: z.int(),
    /** Seconds since 1970 on the log's clock. */
    time: z.int(),
  }),
});

const selAdd = defineCall({
  route: "POST /machines/{machine}/sel",
  doc: "Adds a record of 16 bytes; the log assigns its id and timestamp. Raises no event (event.send does).",
  arguments: z.strictObject({ ...ofMachine, record: bytes(SEL_RECORD_SIZE, SEL_RECORD_SIZE) }),
  result: z.object({ id: z.int() }),
});

const selClear = defineCall({
  route: "DELETE /machines/{machine}/sel",
  doc: "Clears the event log.",
  arguments: z.strictObject(ofMachine),
  result: nothing,
});

export const selCalls = {
  "sel.list": selList,
  "sel.info": selInfo,
  "sel.add": selAdd,
  "sel.clear": selClear,
};
