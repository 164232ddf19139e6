/** How much an answer can say: bytes after the completion code. What says more is answered with CAh instead. */
import { Channel } from "./channel.ts";

/**
 * On the system interface: a BT message's length byte counts netFn/LUN, sequence number, cmd and completion code too, and
 * says 255 at most (§11.4.1). QEMU writes it modulo 256, and the guest would read the answer's first few bytes alone. Of
 * its interfaces BT takes the least: KCS has 300 bytes, of which Linux reads 272.
 */
export const MAX_ANSWER_SIZE = 251;

/** Get Message gives an answer from the IPMB after its channel, six bytes of header, its completion code, and a checksum. */
const IPMB_ENVELOPE_SIZE = 8;

/** On the IPMB an answer leaves room for what Get Message says besides: else it could never be read. */
export function maxAnswerSize(channel: number): number {
  return channel === Channel.Ipmb ? MAX_ANSWER_SIZE - IPMB_ENVELOPE_SIZE : MAX_ANSWER_SIZE;
}
