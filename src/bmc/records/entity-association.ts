/** Entity association record (IPMI §43.4), after the header: which entities make up another. */
import { bit, bitfield } from "../../codec/bitfield.ts";
import { u8 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";

/** Zeros where it contains fewer. Of a range, the first instance comes first and the last follows. */
const contained = struct({ entityId: u8, entityInstance: u8 });

export const entityAssociationRecord = struct({
  containerId: u8,
  containerInstance: u8,
  flags: bitfield({ ranges: bit(7), linked: bit(6), presenceAlwaysAccessible: bit(5) }),
  first: contained,
  second: contained,
  third: contained,
  fourth: contained,
});
