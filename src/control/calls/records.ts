/** Calls about the SDR repository and FRU inventory devices. */
import { z } from "zod";
import { bytes, integer } from "../../config/values/values.ts";
import { defineCall } from "../define-call.ts";
import { hex, nothing, ofMachine, paged } from "./common.ts";

const sdr = z.object({
  id: z.int(),
  /** Record type, chapter 43, and its name. */
  type: z.int(),
  kind: z.string(),
  /** Its id string; absent where the type has none. */
  name: z.string().optional(),
  /** Sensor number, in a sensor's record. */
  sensorNumber: z.int().optional(),
  bytes: hex,
});
export type SdrEntry = z.infer<typeof sdr>;

const sdrList = defineCall({
  route: "GET /machines/{machine}/sdr",
  doc: "Lists the records of the SDR repository.",
  arguments: z.strictObject({ ...ofMachine, ...paged }),
  result: z.object({ records: z.array(sdr), next: z.int().optional() }),
});

const MAX_FRU_SIZE = 0xffff;

const fru = z.object({
  id: z.int(),
  name: z.string(),
  /** Bytes. */
  size: z.int(),
  accessByWords: z.boolean(),
  writeProtected: z.boolean(),
});
export type FruEntry = z.infer<typeof fru>;

const fruList = defineCall({
  route: "GET /machines/{machine}/frus",
  doc: "Lists the FRU inventory devices.",
  arguments: z.strictObject(ofMachine),
  result: z.object({ devices: z.array(fru) }),
});

const fruRead = defineCall({
  route: "GET /machines/{machine}/frus/{id}",
  doc: "Reads all bytes of a FRU inventory device, and decodes them.",
  arguments: z.strictObject({ ...ofMachine, id: integer(0, 0xfe) }),
  result: fru.extend({
    bytes: hex,
    /** The inventory by area and field, as in the configuration. */
    words: z.record(z.string(), z.unknown()),
    /** Areas that cannot be decoded, and why. */
    damage: z.array(z.string()),
  }),
});

const fruWrite = defineCall({
  route: "PATCH /machines/{machine}/frus/{id}",
  doc: "Writes bytes into a FRU inventory device, starting at an offset: all or none.",
  arguments: z.strictObject({
    ...ofMachine,
    id: integer(0, 0xfe),
    offset: integer(0, MAX_FRU_SIZE).default(0),
    bytes: bytes(1, MAX_FRU_SIZE),
  }),
  result: nothing,
});

export const recordCalls = {
  "sdr.list": sdrList,
  "fru.list": fruList,
  "fru.read": fruRead,
  "fru.write": fruWrite,
};
