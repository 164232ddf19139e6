/** Entity association records (IPMI §43.4, §43.5), after the header: which entities make up another. */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { reserved } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";

/** Zeros where it contains fewer. Of a range, the first instance comes first and the last follows. */
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

/** The controller that an instance from 60h on is relative to; zeros with others. */
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
