/** An event from a sensor or from system software (IPMI §29.3), before it gets a record ID and a time. */
import { bit, bitfield, bits } from "../codec/bitfield.ts";
import { bytes } from "../codec/bytes.ts";
import { u8, u16, u32 } from "../codec/integer.ts";
import { encode, type ValueOf } from "../codec/layout.ts";
import { struct } from "../codec/struct.ts";

/** The fields that a Platform Event Message and a SEL record of type 02h share. */
export const eventFields = {
  /** Event message format: 04h for IPMI 1.5 and 2.0. */
  evmRevision: u8,
  sensorType: u8,
  sensorNumber: u8,
  event: bitfield({ deassertion: bit(7), type: bits(6, 0) }),
  data: bytes(3),
};

/** §32.1: a SEL record of type 02h. */
export const eventRecord = struct({
  recordId: u16,
  recordType: u8,
  /** Seconds since 1970. */
  timestamp: u32,
  /** First byte: slave address, or software ID with bit 0 set. Second byte: channel in bits 7:4, LUN in bits 1:0. */
  generatorId: u16,
  ...eventFields,
});

/** Event data 1 (table 29-6): the contents of bytes 2 and 3 (0 for unspecified), and the event's offset. */
export const eventDataFirst = bitfield({ byte2: bits(7, 6), byte3: bits(5, 4), offset: bits(3, 0) });

export type EventRecord = ValueOf<typeof eventRecord>;
export type PlatformEvent = Omit<EventRecord, "recordId" | "recordType" | "timestamp">;

const SYSTEM_EVENT = 0x02;

/** Encodes an event as the 16 bytes of a SEL record, which the event message buffer uses too. */
export function toRecord(event: PlatformEvent, recordId: number, timestamp: number): Uint8Array {
  return encode(eventRecord, { ...event, recordId, recordType: SYSTEM_EVENT, timestamp });
}
