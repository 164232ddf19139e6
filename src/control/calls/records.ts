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
  /** Of a sensor's record. */
  sensorNumber: z.int().optional(),
  bytes: hex,
});
export type SdrEntry = z.infer<typeof sdr>;

export const sdrList = defineCall({
  doc: "Records of the SDR repository.",
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

export const fruList = defineCall({
  doc: "The FRU inventory devices.",
  arguments: z.strictObject(ofMachine),
  result: z.object({ devices: z.array(fru) }),
});

export const fruRead = defineCall({
  doc: "All bytes of a FRU inventory device, and the inventory that they are.",
  arguments: z.strictObject({ ...ofMachine, id: integer(0, 0xfe) }),
  result: fru.extend({
    bytes: hex,
    /** By area and field, as in the configuration. */
    words: z.record(z.string(), z.unknown()),
    /** What of it is no inventory, and why. */
    damage: z.array(z.string()),
  }),
});

export const fruWrite = defineCall({
  doc: "Writes bytes into a FRU inventory device from an offset on, all or none.",
  arguments: z.strictObject({
    ...ofMachine,
    id: integer(0, 0xfe),
    offset: integer(0, MAX_FRU_SIZE).default(0),
    bytes: bytes(1, MAX_FRU_SIZE),
  }),
  result: nothing,
});
