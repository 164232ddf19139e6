/**
 * The largest answer that each channel can carry, in bytes after the completion code. `dispatch` answers CAh instead of
 * a larger one.
 */
import { Channel } from "./channel.ts";

/**
 * The limit on the system interface. A BT message's length byte (at most 255) also counts netFn/LUN, sequence number,
 * cmd and completion code (§11.4.1). QEMU writes a longer length modulo 256, so the guest would see only the first few
 * bytes. BT is the narrowest of QEMU's interfaces: KCS carries 300 bytes, of which Linux reads 272.
 */
export const MAX_ANSWER_SIZE = 251;

/** The bytes that Get Message adds to an answer from the IPMB: channel, six header bytes and checksum. */
const IPMB_ENVELOPE_SIZE = 8;

/**
 * Returns the limit on `channel`. Answers on the IPMB must leave room for Get Message's own bytes, or no guest could
 * read them.
 */
export function maxAnswerSize(channel: number): number {
  return channel === Channel.Ipmb ? MAX_ANSWER_SIZE - IPMB_ENVELOPE_SIZE : MAX_ANSWER_SIZE;
}
