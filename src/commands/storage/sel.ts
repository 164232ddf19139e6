/** The system event log as a whole (IPMI §31.2–§31.4, §31.9; v1.5 chapter 25). */
import { SEL_RECORD_SIZE } from "../../bmc/sel.ts";
import { bit, bitfield } from "../../codec/bitfield.ts";
import { u8, u16, u32 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { clearRequest, erasureProgress, isInitiation } from "./clear.ts";

/** BCD with swapped digits: 1.5, in IPMI 2.0 too. */
const SEL_VERSION = 0x51;

/** §31.2: FFFFh means this much or more free space. */
const MAX_FREE_BYTES = 0xffff;

/** §31.2 Get SEL Info. 81h during an erasure. */
export const getSelInfo = defineCommand({
  name: "Get SEL Info",
  spec: "31.2",
  netFn: NetFn.Storage,
  cmd: 0x40,
  privilege: Privilege.User,
  request: empty,
  response: struct({
    version: u8,
    entries: u16,
    freeBytes: u16,
    lastAddition: u32,
    lastErase: u32,
    operations: bitfield({
      overflow: bit(7),
      delete: bit(3),
      partialAdd: bit(2),
      reserve: bit(1),
      allocationInfo: bit(0),
    }),
  }),
  handle({ bmc: { sel } }) {
    sel.checkNotErasing();
    return {
      version: SEL_VERSION,
      entries: sel.size,
      freeBytes: Math.min(sel.free * SEL_RECORD_SIZE, MAX_FREE_BYTES),
      ...sel.changes,
      operations: {
        overflow: sel.lost > 0,
        delete: sel.deletes,
        partialAdd: true,
        reserve: true,
        allocationInfo: true,
      },
    };
  },
});

/** §31.3 Get SEL Allocation Info. A unit holds one record; all free units count as one block. */
export const getSelAllocationInfo = defineCommand({
  name: "Get SEL Allocation Info",
  spec: "31.3",
  netFn: NetFn.Storage,
  cmd: 0x41,
  privilege: Privilege.User,
  request: empty,
  response: struct({ units: u16, unitSize: u16, freeUnits: u16, largestFreeBlock: u16, maxRecordUnits: u8 }),
  handle: ({ bmc: { sel } }) => ({
    units: sel.capacity,
    unitSize: SEL_RECORD_SIZE,
    freeUnits: sel.free,
    largestFreeBlock: sel.free,
    maxRecordUnits: 1,
  }),
});

/** §31.4 Reserve SEL. 81h during an erasure. */
export const reserveSel = defineCommand({
  name: "Reserve SEL",
  spec: "31.4",
  netFn: NetFn.Storage,
  cmd: 0x42,
  privilege: Privilege.User,
  request: empty,
  response: struct({ reservationId: u16 }),
  handle({ bmc: { sel } }) {
    sel.checkNotErasing();
    return { reservationId: sel.reserve() };
  },
});

/**
 * §31.9 Clear SEL. C5h for a stale reservation. The reservation that started an erasure can also ask for its progress.
 */
export const clearSel = defineCommand({
  name: "Clear SEL",
  spec: "31.9",
  netFn: NetFn.Storage,
  cmd: 0x47,
  privilege: Privilege.Operator,
  request: clearRequest,
  response: struct({ progress: erasureProgress }),
  handle({ bmc: { sel } }, request) {
    if (isInitiation(request)) sel.clear(request.reservationId);
    return { progress: { completed: sel.isErased(request.reservationId) } };
  },
});
