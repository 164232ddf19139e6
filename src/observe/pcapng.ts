/**
 * pcapng with link type 260, LINKTYPE_IPMI_HPM_2: PICMG HPM.2 trace data blocks. An interface is a machine's system
 * interface (channel Fh). A block:
 *
 *   channel | packet type << 4, seconds (4), milliseconds (2), protocol, direction (bit 7) and zeros (2), length, data…
 *
 * The protocol is always KCS. Wireshark reads messages of IPMB, KCS and terminal mode, but not of BT, and a KCS message
 * has only the fields that every message has: netFn << 2 | LUN, cmd, data…. Other events are embedded texts.
 */

const LINKTYPE_IPMI_HPM_2 = 260;
const SYSTEM_INTERFACE = 0x0f;
const PacketType = { Data: 0x00, EmbeddedText: 0x20 } as const;
const Protocol = { None: 0x00, Kcs: 0x05 } as const;
const TO_CONTROLLER = 0x80;
const HPM2_HEADER_SIZE = 11;
/** Most bytes of data in a trace block, whose length is one byte. No interface of QEMU carries a longer message. */
const MOST_DATA = 255;

const BlockType = { SectionHeader: 0x0a0d0d0a, InterfaceDescription: 1, EnhancedPacket: 6 } as const;
const Option = { Comment: 1, InterfaceName: 2, UserApplication: 4 } as const;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const UNKNOWN_LENGTH = 0xffffffffffffffffn;
const MICROSECONDS = 1000;

/** Returns the first block of a file. `application` is the writing program. An `interfaceBlock` per machine follows. */
export function sectionHeader(application: string): Uint8Array {
  const fixed = Buffer.alloc(16);
  fixed.writeUInt32LE(BYTE_ORDER_MAGIC, 0);
  fixed.writeUInt16LE(1, 4);
  fixed.writeBigUInt64LE(UNKNOWN_LENGTH, 8);
  return block(BlockType.SectionHeader, fixed, [[Option.UserApplication, application]]);
}

/** Returns the block of an interface. Interfaces are numbered from 0, in the order of their blocks. */
export function interfaceBlock(machine: string): Uint8Array {
  const fixed = Buffer.alloc(8);
  fixed.writeUInt16LE(LINKTYPE_IPMI_HPM_2, 0);
  return block(BlockType.InterfaceDescription, fixed, [[Option.InterfaceName, machine]]);
}

export interface Traced {
  /** Number of the machine's interface. */
  readonly interface: number;
  readonly epochMs: number;
}

export interface TracedMessage extends Traced {
  readonly direction: "request" | "response";
  /** netFn << 2 | LUN, cmd, data…; the data of a response starts with the completion code. */
  readonly message: Uint8Array;
  /** Details that a KCS message has no field for: the message id, rules. */
  readonly comment: string;
}

export function messageBlock({ direction, message, comment, ...traced }: TracedMessage): Uint8Array {
  const toController = direction === "request" ? TO_CONTROLLER : 0;
  return packetBlock(traced, [PacketType.Data, Protocol.Kcs, toController], message, [[Option.Comment, comment]]);
}

/** Returns a block with a text about the wire. */
export function textBlock(traced: Traced, text: string): Uint8Array {
  return packetBlock(traced, [PacketType.EmbeddedText, Protocol.None, 0], Buffer.from(text), []);
}

function packetBlock(
  { interface: number, epochMs }: Traced,
  [packetType, protocol, direction]: readonly [packetType: number, protocol: number, direction: number],
  content: Uint8Array,
  options: Options,
): Uint8Array {
  const data = content.subarray(0, MOST_DATA);
  const trace = Buffer.alloc(HPM2_HEADER_SIZE);
  trace[0] = SYSTEM_INTERFACE + packetType;
  // The format has no times before 1970, and its 32 bits of seconds begin anew in 2106.
  const ms = Math.max(0, epochMs);
  trace.writeUInt32LE(Math.floor(ms / 1000) % 2 ** 32, 1);
  trace.writeUInt16LE(Math.floor(ms) % 1000, 5);
  trace[7] = protocol;
  trace[8] = direction;
  trace[10] = data.length;
  const fixed = Buffer.alloc(20);
  const time = BigInt(Math.round(ms * MICROSECONDS));
  fixed.writeUInt32LE(number, 0);
  fixed.writeUInt32LE(Number(time >> 32n), 4);
  fixed.writeUInt32LE(Number(time & 0xffffffffn), 8);
  fixed.writeUInt32LE(HPM2_HEADER_SIZE + data.length, 12);
  fixed.writeUInt32LE(HPM2_HEADER_SIZE + content.length, 16);
  return block(BlockType.EnhancedPacket, Buffer.concat([fixed, padded(Buffer.concat([trace, data]))]), options);
}

type Options = readonly (readonly [code: number, text: string])[];

function block(type: number, body: Uint8Array, options: Options): Uint8Array {
  const encoded = options.map(([code, text]) => {
    const value = Buffer.from(text);
    const header = Buffer.alloc(4);
    header.writeUInt16LE(code, 0);
    header.writeUInt16LE(value.length, 2);
    return Buffer.concat([header, padded(value)]);
  });
  const content = Buffer.concat([body, ...encoded, Buffer.alloc(4)]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length + 12);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(type);
  return Buffer.concat([head, length, content, length]);
}

function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}
