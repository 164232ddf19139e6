/**
 * Presence Ping and Pong of ASF 2.0 (§3.2.4), by which clients look for BMCs:
 *
 *   IANA number of ASF (4 bytes, most significant first), type, tag, 00h, length of the data, data…
 */
import { type Discarded, discarded } from "./discarded.ts";

const IANA = [0x00, 0x00, 0x11, 0xbe] as const;
/** IANA number of the Data Center Manageability Forum. */
const DCMI_IANA = [0x00, 0x00, 0x8e, 0x71] as const;
const Type = { Pong: 0x40, Ping: 0x80 } as const;
const HEADER_SIZE = 8;
const PONG_DATA_SIZE = 16;

/** Bit 7: IPMI is supported. Low nibble: ASF version 1.0. */
const SUPPORTED_ENTITIES = 0x81;

/** The tag of a ping that wants no pong. */
export const NO_PONG_WANTED = 0xff;

export interface PresencePing {
  readonly kind: "ping";
  readonly tag: number;
}

export interface PresencePong {
  readonly kind: "pong";
  readonly tag: number;
  readonly supportsIpmi: boolean;
  /** Whether its second IANA number is that of DCMI (DCMI 1.5 §6.4.8). */
  readonly supportsDcmi: boolean;
}

export function parseAsf(body: Uint8Array): PresencePing | PresencePong | Discarded {
  const type = body[4];
  const tag = body[5];
  if (type === undefined || tag === undefined || body.length < HEADER_SIZE) return discarded("too short");
  if (IANA.some((byte, at) => body[at] !== byte)) return discarded("unknown ASF message");
  if (type === Type.Ping) return { kind: "ping", tag };
  if (type !== Type.Pong) return discarded("unknown ASF message");
  const entities = body[HEADER_SIZE + 8];
  if (entities === undefined || body.length < HEADER_SIZE + PONG_DATA_SIZE) return discarded("too short");
  const supportsDcmi = DCMI_IANA.every((byte, at) => body[HEADER_SIZE + at] === byte);
  return { kind: "pong", tag, supportsIpmi: entities >= 0x80, supportsDcmi };
}

export function buildPing(tag: number): Uint8Array {
  return Uint8Array.of(...IANA, Type.Ping, tag, 0, 0);
}

/** Builds a pong that announces IPMI. */
export function buildPong({ tag, supportsDcmi }: Pick<PresencePong, "tag" | "supportsDcmi">): Uint8Array {
  const body = new Uint8Array(HEADER_SIZE + PONG_DATA_SIZE);
  body.set([
    ...IANA,
    Type.Pong,
    tag,
    0,
    PONG_DATA_SIZE,
    ...(supportsDcmi ? DCMI_IANA : IANA),
    0,
    0,
    0,
    0,
    SUPPORTED_ENTITIES,
  ]);
  return body;
}
