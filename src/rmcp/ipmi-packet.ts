import { AuthType } from "./auth-type.ts";
import type { Discarded } from "./discarded.ts";
import { parseSessionPacket, type SessionPacket } from "./session-packet.ts";
import { type PlusPacket, parsePlusPacket } from "./session-packet-plus.ts";

/** Reads the body of an RMCP message of class IPMI; the first byte tells the two session packets apart. */
export function parseIpmiPacket(body: Uint8Array): SessionPacket | PlusPacket | Discarded {
  return body[0] === AuthType.RmcpPlus ? parsePlusPacket(body) : parseSessionPacket(body);
}
