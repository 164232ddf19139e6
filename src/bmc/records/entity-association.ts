/** Entity association records (IPMI §43.4, §43.5), after the header: the parts of an entity. */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { reserved } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";

/** A contained entity; zeros for an unused slot. A range takes two slots: its first instance, then its last. */
const contained = struct({ entityId: u8, entityInstance: u8 });

const flags = bitfield({ ranges: bit(7), linked: bit(6), presenceAlwaysAccessible: bit(5) });

export const entityAssociationRecord = struct({
  containerId: u8,
  containerInstance: u8,
  flags,
  first: contained,
  second: contained,
  third: contained,
  fourth: contained,
});

/** The controller that an instance of 60h and up is relative to; zeros for other instances. */
const relativeTo = { device: bitfield({ address: bits(7, 1) }), channel: bitfield({ number: bits(7, 4) }) };
const containedRelative = struct({ ...relativeTo, entityId: u8, entityInstance: u8 });

/** §43.5. */
export const deviceRelativeEntityAssociationRecord = struct({
  containerId: u8,
  containerInstance: u8,
  ...relativeTo,
  flags,
  first: containedRelative,
  second: containedRelative,
  third: containedRelative,
  fourth: containedRelative,
  reserved: reserved(6),
});
