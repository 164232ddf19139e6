/** The SDR repository as a whole (IPMI §33.9–§33.11, §33.16–§33.21; v1.5 chapter 27). */
import { ALLOCATION_UNIT, MAX_RECORD_UNITS } from "../../bmc/sdr-repository.ts";
import { bit, bitfield } from "../../codec/bitfield.ts";
import { u8, u16, u32 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { clearRequest, erasureProgress, isInitiation } from "./clear.ts";

/** BCD with swapped digits: 1.5, in IPMI 2.0 too. */
const SDR_COMMANDS_VERSION = 0x51;

/** §33.9: FFFEh means this much or more free space; FFFFh would mean unknown. */
const MAX_FREE_BYTES = 0xfffe;

/** §33.9 Get SDR Repository Info. Modal and non-modal updates are supported. */
export const getSdrRepositoryInfo = defineCommand({
  name: "Get SDR Repository Info",
  spec: "33.9",
  netFn: NetFn.Storage,
  cmd: 0x20,
  privilege: Privilege.User,
  request: empty,
  response: struct({
    version: u8,
    records: u16,
    freeBytes: u16,
    lastAddition: u32,
    lastErase: u32,
    operations: bitfield({
      overflow: bit(7),
      modalUpdate: bit(6),
      nonModalUpdate: bit(5),
      delete: bit(3),
      partialAdd: bit(2),
      reserve: bit(1),
      allocationInfo: bit(0),
    }),
  }),
  handle: ({ bmc: { sdrs } }) => ({
    version: SDR_COMMANDS_VERSION,
    records: sdrs.size,
    freeBytes: Math.min(sdrs.freeUnits * ALLOCATION_UNIT, MAX_FREE_BYTES),
    ...sdrs.changes,
    operations: {
      overflow: sdrs.overflow,
      modalUpdate: true,
      nonModalUpdate: true,
      delete: true,
      partialAdd: true,
      reserve: true,
      allocationInfo: true,
    },
  }),
});

/** §33.10 Get SDR Repository Allocation Info. All free units count as one block. */
export const getSdrRepositoryAllocationInfo = defineCommand({
  name: "Get SDR Repository Allocation Info",
  spec: "33.10",
  netFn: NetFn.Storage,
  cmd: 0x21,
  privilege: Privilege.User,
  request: empty,
  response: struct({ units: u16, unitSize: u16, freeUnits: u16, largestFreeBlock: u16, maxRecordUnits: u8 }),
  handle: ({ bmc: { sdrs } }) => ({
    units: sdrs.units,
    unitSize: ALLOCATION_UNIT,
    freeUnits: sdrs.freeUnits,
    largestFreeBlock: sdrs.freeUnits,
    maxRecordUnits: MAX_RECORD_UNITS,
  }),
});

/** §33.11 Reserve SDR Repository. */
export const reserveSdrRepository = defineCommand({
  name: "Reserve SDR Repository",
  spec: "33.11",
  netFn: NetFn.Storage,
  cmd: 0x22,
  privilege: Privilege.User,
  request: empty,
  response: struct({ reservationId: u16 }),
  handle({ bmc: { sdrs } }) {
    sdrs.checkNotErasing();
    return { reservationId: sdrs.reserve() };
  },
});

/**
 * §33.16 Clear SDR Repository. C5h for a stale reservation. The reservation that started an erasure can also ask for
 * its progress.
 */
export const clearSdrRepository = defineCommand({
  name: "Clear SDR Repository",
  spec: "33.16",
  netFn: NetFn.Storage,
  cmd: 0x27,
  privilege: Privilege.Operator,
  request: clearRequest,
  response: struct({ progress: erasureProgress }),
  handle({ bmc: { sdrs }, channel }, request) {
    sdrs.updateMode.check(channel);
    if (isInitiation(request)) sdrs.clear(request.reservationId);
    return { progress: { completed: sdrs.isErased(request.reservationId) } };
  },
});

/** §33.17 Get SDR Repository Time. The same clock as the SEL's. */
export const getSdrRepositoryTime = defineCommand({
  name: "Get SDR Repository Time",
  spec: "33.17",
  netFn: NetFn.Storage,
  cmd: 0x28,
  privilege: Privilege.User,
  request: empty,
  response: struct({ seconds: u32 }),
  handle: ({ bmc }) => ({ seconds: bmc.sdrs.time.now() }),
});

/**
 * §33.18 Set SDR Repository Time. Sets the SEL's clock too: the BMC has only one. The section calls the command
 * unnecessary when the SEL can be accessed.
 */
export const setSdrRepositoryTime = defineCommand({
  name: "Set SDR Repository Time",
  spec: "33.18",
  netFn: NetFn.Storage,
  cmd: 0x29,
  privilege: Privilege.Operator,
  request: struct({ seconds: u32 }),
  response: empty,
  handle({ bmc }, { seconds }) {
    bmc.sdrs.time.set(seconds);
    return {};
  },
});
