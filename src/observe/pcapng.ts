/** Blocks of a pcapng file. */

const BlockType = { SectionHeader: 0x0a0d0d0a, InterfaceDescription: 1, EnhancedPacket: 6 } as const;
const Option = { Comment: 1, InterfaceName: 2, UserApplication: 4 } as const;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const UNKNOWN_LENGTH = 0xffffffffffffffffn;
const MICROSECONDS = 1000;

/** The two kinds of packet that we record: `hpm2-block.ts` and `exported-pdu.ts`. */
export const LinkType = { WiresharkUpperPdu: 252, IpmiHpm2: 260 } as const;
export type LinkType = (typeof LinkType)[keyof typeof LinkType];

/** Returns the first block of a file. `application` is the writing program. An `interfaceBlock` per machine follows. */
export function sectionHeader(application: string): Uint8Array {
  const fixed = Buffer.alloc(16);
  fixed.writeUInt32LE(BYTE_ORDER_MAGIC, 0);
  fixed.writeUInt16LE(1, 4);
  fixed.writeBigUInt64LE(UNKNOWN_LENGTH, 8);
  return block(BlockType.SectionHeader, fixed, [[Option.UserApplication, application]]);
}

/** Returns the block of an interface. Interfaces are numbered from 0, in the order of their blocks. */
export function interfaceBlock(linkType: LinkType, name: string): Uint8Array {
  const fixed = Buffer.alloc(8);
  fixed.writeUInt16LE(linkType, 0);
  return block(BlockType.InterfaceDescription, fixed, [[Option.InterfaceName, name]]);
}

export interface Captured {
  /** Number of the interface. */
  readonly interface: number;
  readonly epochMs: number;
}

/** Returns a packet. `missing` is the number of bytes at its end that were left out. */
export function packetBlock(
  { interface: number, epochMs }: Captured,
  packet: Uint8Array,
  { comment, missing = 0 }: { readonly comment?: string | undefined; readonly missing?: number } = {},
): Uint8Array {
  const fixed = Buffer.alloc(20);
  const time = BigInt(Math.round(sinceEpoch(epochMs) * MICROSECONDS));
  fixed.writeUInt32LE(number, 0);
  fixed.writeUInt32LE(Number(time >> 32n), 4);
  fixed.writeUInt32LE(Number(time & 0xffffffffn), 8);
  fixed.writeUInt32LE(packet.length, 12);
  fixed.writeUInt32LE(packet.length + missing, 16);
  const options: Options = comment === undefined ? [] : [[Option.Comment, comment]];
  return block(BlockType.EnhancedPacket, Buffer.concat([fixed, padded(packet)]), options);
}

/** The format has no times before 1970. */
export function sinceEpoch(epochMs: number): number {
  return Math.max(0, epochMs);
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
