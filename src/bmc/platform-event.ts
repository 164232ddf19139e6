/** An event on its way: what a sensor or system software says happened (IPMI §29.3), before it has a record id or a time. */
import { bit, bitfield, bits } from "../codec/bitfield.ts";
import { bytes } from "../codec/bytes.ts";
import { u8, u16, u32 } from "../codec/integer.ts";
import { encode, type ValueOf } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";

/** What a Platform Event Message and a SEL record of type 02h have in common. */
export const eventFields = {
  /** Event message format: 04h for IPMI 1.5 and 2.0. */
  evmRevision: u8,
  sensorType: u8,
  sensorNumber: u8,
  event: bitfield({ deassertion: bit(7), type: bits(6, 0) }),
  data: bytes(3),
};

/** §32.1, record type 02h. */
export const eventRecord = struct({
  recordId: u16,
  recordType: u8,
  /** Seconds since 1970. */
  timestamp: u32,
  /** First byte: slave address, or software id with bit 0 set; second byte: channel in 7:4, LUN in 1:0. */
  generatorId: u16,
  ...eventFields,
});

/** Event data 1 (table 29-6): what bytes 2 and 3 hold, 0 for nothing, and which event it was. */
export const eventDataFirst = bitfield({ byte2: bits(7, 6), byte3: bits(5, 4), offset: bits(3, 0) });

export type EventRecord = ValueOf<typeof eventRecord>;
export type PlatformEvent = Omit<EventRecord, "recordId" | "recordType" | "timestamp">;

const SYSTEM_EVENT = 0x02;

/** The 16 bytes that the SEL and the event message buffer hold. */
export function toRecord(event: PlatformEvent, recordId: number, timestamp: number): Uint8Array {
  return encode(eventRecord, { ...event, recordId, recordType: SYSTEM_EVENT, timestamp });
}
