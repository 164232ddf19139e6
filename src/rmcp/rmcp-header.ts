/**
 * The RMCP header (IPMI v2 §13.1.3), the first four bytes of every datagram:
 *
 *   06h (version), 00h, sequence, class
 *
 * Bit 7 of the class makes the datagram an RMCP ACK, which has nothing after the header. FFh as sequence asks for none.
 */
import { type Discarded, discarded } from "./discarded.ts";

export const RmcpClass = { Asf: 0x06, Ipmi: 0x07 } as const;
export type RmcpClass = (typeof RmcpClass)[keyof typeof RmcpClass];

/** The sequence number that asks for no ACK. All IPMI datagrams have it. */
export const NO_ACK_WANTED = 0xff;

export const RMCP_HEADER_SIZE = 4;

const VERSION = 0x06;
const ACK = 0x80;
const CLASS = 0x1f;

export interface RmcpMessage {
  readonly kind: "rmcp";
  readonly sequence: number;
  readonly class: RmcpClass;
  /** The bytes after the header. */
  readonly body: Uint8Array;
}

export interface RmcpAck {
  readonly kind: "ack";
  readonly sequence: number;
  readonly class: RmcpClass;
}

export function parseRmcp(datagram: Uint8Array): RmcpMessage | RmcpAck | Discarded {
  const [version, , sequence, classByte] = datagram;
  if (version === undefined || sequence === undefined || classByte === undefined) return discarded("too short");
  if (version !== VERSION) return discarded("not RMCP");
  const number = classByte & CLASS;
  if (number !== RmcpClass.Asf && number !== RmcpClass.Ipmi) return discarded("unknown RMCP class");
  if ((classByte & ACK) !== 0) return { kind: "ack", sequence, class: number };
  return { kind: "rmcp", sequence, class: number, body: datagram.subarray(RMCP_HEADER_SIZE) };
}

/** Builds a whole datagram. */
export function buildRmcp(rmcpClass: RmcpClass, body: Uint8Array, sequence: number = NO_ACK_WANTED): Uint8Array {
  const datagram = new Uint8Array(RMCP_HEADER_SIZE + body.length);
  datagram.set([VERSION, 0, sequence, rmcpClass]);
  datagram.set(body, RMCP_HEADER_SIZE);
  return datagram;
}

/** Builds the datagram that acknowledges an RMCP message whose sequence is not `NO_ACK_WANTED`. */
export function buildRmcpAck({ sequence, class: rmcpClass }: Pick<RmcpMessage, "sequence" | "class">): Uint8Array {
  return Uint8Array.of(VERSION, 0, sequence, rmcpClass | ACK);
}
