/** The three event data bytes of a sensor's events (IPMI §29.7, table 29-6). */
import { u8 } from "../../codec/integer.ts";
import { decode, encode } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import { eventDataFirst } from "../platform-event.ts";

/** Returns the three bytes of the event with this offset. */
export type EventData = (offset: number) => Uint8Array;

const eventData = struct({ first: eventDataFirst, second: u8, third: u8 });

const UNSPECIFIED = 0xff;
/** Byte 2 is the reading that triggered the event, byte 3 the threshold. */
const TRIGGER = 1;

export const discreteEventData: EventData = (offset) =>
  encode(eventData, { first: { byte2: 0, byte3: 0, offset }, second: UNSPECIFIED, third: UNSPECIFIED });

/** Replaces the event offset in the three bytes. */
export function withOffset(data: Uint8Array, offset: number): Uint8Array {
  const { first, ...rest } = decode(eventData, data);
  return encode(eventData, { ...rest, first: { ...first, offset } });
}

export function thresholdEventData(offset: number, reading: number, threshold: number): Uint8Array {
  return encode(eventData, { first: { byte2: TRIGGER, byte3: TRIGGER, offset }, second: reading, third: threshold });
}
