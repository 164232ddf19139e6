/** The Trap-PDU of SNMPv1 (RFC 1157 §4.1.6). */
import { objectIdentifier, Tag, tagged, unsigned } from "./ber.ts";

export interface TrapV1 {
  readonly community: Uint8Array;
  /** Dotted object identifier. */
  readonly enterprise: string;
  /** IPv4 address of the sender, 4 bytes. */
  readonly agentAddress: Uint8Array;
  readonly specificTrap: number;
  /** Hundredths of a second since the sender started. */
  readonly timeTicks: number;
  /** The one variable binding: its dotted object identifier and octets. */
  readonly binding: { readonly name: string; readonly value: Uint8Array };
}

const VERSION_1 = 0;
const ENTERPRISE_SPECIFIC = 6;
/** TimeTicks have 32 bits and start over (RFC 1155 §3.2.3.6). */
const TIME_TICKS = 2 ** 32;

export function buildTrapV1({ community, enterprise, agentAddress, specificTrap, timeTicks, binding }: TrapV1) {
  const variable = tagged(Tag.Sequence, objectIdentifier(binding.name), tagged(Tag.OctetString, binding.value));
  const pdu = tagged(
    Tag.TrapPdu,
    objectIdentifier(enterprise),
    tagged(Tag.IpAddress, agentAddress),
    unsigned(ENTERPRISE_SPECIFIC),
    unsigned(specificTrap),
    unsigned(timeTicks % TIME_TICKS, Tag.TimeTicks),
    tagged(Tag.Sequence, variable),
  );
  return tagged(Tag.Sequence, unsigned(VERSION_1), tagged(Tag.OctetString, community), pdu);
}
