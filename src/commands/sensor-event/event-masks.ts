/** Two masks of event offsets with two bytes each, as many sensor commands have them (IPMI §35.10–§35.13, §35.17). */
import type { EventSets } from "../../bmc/sensors/event-flags.ts";

import { bitmap } from "../../codec/bitmap.ts";
import { decode, type Layout } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";

/** Offsets of table 42-1: up to 14 for discrete sensors, up to 11 for thresholds. */
const masks = struct({ assertion: bitmap(2), deassertion: bitmap(2) });
const SIZE = 4;

/** §35.10: missing bytes count as 00h, so the initialization agent need not send them. */
export const eventMasks: Layout<EventSets> = {
  decode(input) {
    const bytes = new Uint8Array(SIZE);
    bytes.set(input.take(Math.min(SIZE, input.remaining)));
    return decode(masks, bytes);
  },
  encode: masks.encode,
};
