/** Changes of a finished datagram's content that faults make. */
import { AuthType } from "../rmcp/auth-type.ts";
import { parseIpmiPacket } from "../rmcp/ipmi-packet.ts";
import { buildOpenSessionRefused, parseOpenSessionResponse } from "../rmcp/open-session.ts";
import { buildRakpRefused } from "../rmcp/rakp.ts";
import { buildRmcp, RMCP_HEADER_SIZE, RmcpClass } from "../rmcp/rmcp-header.ts";
import { buildSessionless, PayloadType } from "../rmcp/session-packet-plus.ts";
import { SessionStatus } from "../rmcp/session-status.ts";
import type { LanContent, SequenceRule } from "./lan-fault.ts";

/** Place of the authentication code in a datagram of IPMI 1.5. */
const CODE_AT = RMCP_HEADER_SIZE + 9;
/** Place of the payload in a datagram of RMCP+ outside a session, and of fields in its payload. */
const PAYLOAD_AT = RMCP_HEADER_SIZE + 12;
const STATUS_AT = PAYLOAD_AT + 1;
const MAX_PRIVILEGE_AT = PAYLOAD_AT + 2;
const CONSOLE_ID_AT = PAYLOAD_AT + 4;

/** Returns a datagram of the BMC with the changes of `content` that need no session key. */
export function withContent(datagram: Uint8Array, content: LanContent): Uint8Array {
  const refused = content.status === undefined ? datagram : withStatus(datagram, content.status);
  const untold = content.maxPrivilege === "zero" ? withoutPrivilege(refused) : refused;
  if (content.code === undefined) return untold;
  return content.code === "wrong" ? withWrongCode(untold) : withLongerCode(untold);
}

interface PacketNumbers {
  readonly sessionId: number;
  readonly sequence: number;
}

/** Returns the session ID and the sequence number of a packet with the changes of `content`. */
export function withNumbers(numbers: PacketNumbers, content: Pick<LanContent, "sequence" | "sessionId"> | undefined) {
  const sessionId = content?.sessionId === "zero" ? 0 : numbers.sessionId;
  return { sessionId, sequence: changedSequence(numbers.sequence, content?.sequence) };
}

const SEQUENCES = 2 ** 32;

function changedSequence(sequence: number, rule: SequenceRule | undefined): number {
  if (rule === undefined) return sequence;
  if (rule === "bigEndian") {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(sequence);
    return bytes.readUInt32BE();
  }
  const offset = rule === "repeat" ? -1 : rule.offset;
  return (sequence + offset + SEQUENCES) % SEQUENCES;
}

/** A refusal in place of an answer of the handshake; other datagrams are left alone. */
function withStatus(datagram: Uint8Array, status: number): Uint8Array {
  const type = handshakeType(datagram);
  if (type === undefined) return datagram;
  const tag = datagram[PAYLOAD_AT] ?? 0;
  const consoleSessionId = new DataView(datagram.buffer, datagram.byteOffset).getUint32(CONSOLE_ID_AT, true);
  const refused = { tag, status, consoleSessionId };
  const payload =
    type === PayloadType.OpenSessionResponse
      ? buildOpenSessionRefused({ ...refused, maxPrivilege: (datagram[MAX_PRIVILEGE_AT] ?? 0) % 16 })
      : buildRakpRefused(refused);
  return buildRmcp(RmcpClass.Ipmi, buildSessionless(type, payload));
}

/** The type of an answer of the handshake with status 00h. */
function handshakeType(datagram: Uint8Array): PayloadType | undefined {
  const packet = parseIpmiPacket(datagram.subarray(RMCP_HEADER_SIZE));
  if (packet.kind !== "plus" || packet.payload.length < 8) return undefined;
  const types = [PayloadType.OpenSessionResponse, PayloadType.Rakp2, PayloadType.Rakp4];
  return types.find((type) => type === packet.payloadType);
}

function withoutPrivilege(datagram: Uint8Array): Uint8Array {
  const packet = parseIpmiPacket(datagram.subarray(RMCP_HEADER_SIZE));
  const isOpened =
    packet.kind === "plus" &&
    packet.payloadType === PayloadType.OpenSessionResponse &&
    parseOpenSessionResponse(packet.payload).kind === "sessionOpened";
  return isOpened ? changed(datagram, MAX_PRIVILEGE_AT, () => 0) : datagram;
}

/** Changes a byte of the code: in RMCP+ the last ones of packet or payload, in IPMI 1.5 those in the header. */
function withWrongCode(datagram: Uint8Array): Uint8Array {
  const packet = parseIpmiPacket(datagram.subarray(RMCP_HEADER_SIZE));
  const invert = (byte: number) => byte ^ 0xff;
  if (packet.kind === "session") {
    return packet.authType === AuthType.None ? datagram : changed(datagram, CODE_AT, invert);
  }
  if (packet.kind !== "plus") return datagram;
  const isCoded =
    packet.isAuthenticated || packet.payloadType === PayloadType.Rakp2 || packet.payloadType === PayloadType.Rakp4;
  return isCoded ? changed(datagram, datagram.length - 1, invert) : datagram;
}

/** Adds a byte to RAKP 2 or RAKP 4, at whose end the code is. */
function withLongerCode(datagram: Uint8Array): Uint8Array {
  const type = handshakeType(datagram);
  const isCoded = type === PayloadType.Rakp2 || type === PayloadType.Rakp4;
  if (!isCoded || datagram[STATUS_AT] !== SessionStatus.Success) return datagram;
  return buildRmcp(RmcpClass.Ipmi, buildSessionless(type, Uint8Array.of(...datagram.subarray(PAYLOAD_AT), 0)));
}

function changed(datagram: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  return datagram.map((byte, index) => (index === at ? change(byte) : byte));
}
