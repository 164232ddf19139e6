/**
 * PICMG HPM.2 trace data blocks, link type 260 of pcapng. An interface is a machine. A block:
 *
 *   channel | packet type << 4, seconds (4), milliseconds (2), protocol, direction (bit 7) and zeros (2), length, data…
 *
 * The protocol is always KCS. Wireshark reads messages of IPMB, KCS and terminal mode, but not of BT, and a KCS message
 * has only the fields that every message has: netFn << 2 | LUN, cmd, data…. Other events are embedded texts.
 */
import { type Captured, packetBlock, sinceEpoch } from "./pcapng.ts";

const SYSTEM_INTERFACE = 0x0f;
const PacketType = { Data: 0x00, EmbeddedText: 0x20 } as const;
const Protocol = { None: 0x00, Kcs: 0x05 } as const;
const TO_CONTROLLER = 0x80;
const HEADER_SIZE = 11;
/** Most bytes of data in a trace block, whose length is one byte. No interface of QEMU carries a longer message. */
const MAX_DATA = 255;

export interface TracedMessage extends Captured {
  /** Absent: the system interface. */
  readonly channel?: number | undefined;
  readonly direction: "request" | "response";
  /** netFn << 2 | LUN, cmd, data…; the data of a response starts with the completion code. */
  readonly message: Uint8Array;
  /** Details that a KCS message has no field for: the message id, rules. */
  readonly comment: string;
}

export function messageBlock({ channel, direction, message, comment, ...captured }: TracedMessage): Uint8Array {
  const toController = direction === "request" ? TO_CONTROLLER : 0;
  const start = PacketType.Data + (channel ?? SYSTEM_INTERFACE);
  return traceBlock(captured, [start, Protocol.Kcs, toController], message, comment);
}

/** Returns a block with a text about the wire. */
export function textBlock(captured: Captured, text: string): Uint8Array {
  return traceBlock(captured, [PacketType.EmbeddedText + SYSTEM_INTERFACE, Protocol.None, 0], Buffer.from(text));
}

function traceBlock(
  captured: Captured,
  [start, protocol, direction]: readonly [start: number, protocol: number, direction: number],
  content: Uint8Array,
  comment?: string,
): Uint8Array {
  const data = content.subarray(0, MAX_DATA);
  const header = Buffer.alloc(HEADER_SIZE);
  header[0] = start;
  const ms = sinceEpoch(captured.epochMs);
  // The 32 bits of seconds begin anew in 2106.
  header.writeUInt32LE(Math.floor(ms / 1000) % 2 ** 32, 1);
  header.writeUInt16LE(Math.floor(ms) % 1000, 5);
  header[7] = protocol;
  header[8] = direction;
  header[10] = data.length;
  return packetBlock(captured, Buffer.concat([header, data]), { comment, missing: content.length - data.length });
}
