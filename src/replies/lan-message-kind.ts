import { parseAsf } from "../rmcp/asf.ts";
import { parseIpmiPacket } from "../rmcp/ipmi-packet.ts";
import { parseRmcp, RmcpClass } from "../rmcp/rmcp-header.ts";
import { PayloadType } from "../rmcp/session-packet-plus.ts";
import type { LanMessageKind } from "./lan-fault.ts";

const BY_PAYLOAD: Readonly<Record<number, LanMessageKind>> = {
  [PayloadType.Ipmi]: "ipmi",
  [PayloadType.Sol]: "sol",
  [PayloadType.OpenSessionRequest]: "openSession",
  [PayloadType.OpenSessionResponse]: "openSession",
  [PayloadType.Rakp1]: "rakp1",
  [PayloadType.Rakp2]: "rakp2",
  [PayloadType.Rakp3]: "rakp3",
  [PayloadType.Rakp4]: "rakp4",
};

/** Returns the kind of a datagram; undefined for one that has none, such as rubbish. */
export function lanMessageKind(datagram: Uint8Array): LanMessageKind | undefined {
  const message = parseRmcp(datagram);
  if (message.kind !== "rmcp") return undefined;
  if (message.class === RmcpClass.Asf) {
    const asf = parseAsf(message.body);
    return asf.kind === "discarded" ? undefined : asf.kind;
  }
  const packet = parseIpmiPacket(message.body);
  if (packet.kind === "plus") return BY_PAYLOAD[packet.payloadType];
  return packet.kind === "session" ? "ipmi" : undefined;
}
