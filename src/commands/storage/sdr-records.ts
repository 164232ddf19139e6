/**
 * Records of the SDR repository (IPMI §33.12–§33.15; v1.5 chapter 27). In update mode, only the channel that entered it
 * may use these commands; the others get D0h.
 */
import { readRecord } from "../../bmc/record-list.ts";
import type { SdrRepository } from "../../bmc/sdr-repository.ts";
import { rest } from "../../codec/bytes.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { partHeader, partOf } from "./partial-add.ts";

function checkAvailable(sdrs: SdrRepository, channel: number): void {
  sdrs.updateMode.check(channel);
  sdrs.checkNotErasing();
}

/** §33.12 Get SDR. Only a read that starts inside a record needs a reservation. */
export const getSdr = defineCommand({
  name: "Get SDR",
  spec: "33.12",
  netFn: NetFn.Storage,
  cmd: 0x23,
  privilege: Privilege.User,
  request: struct({ reservationId: u16, recordId: u16, offset: u8, count: u8 }),
  response: struct({ nextRecordId: u16, data: rest }),
  handle({ bmc: { sdrs }, channel }, { reservationId, recordId, offset, count }) {
    checkAvailable(sdrs, channel);
    if (offset > 0) sdrs.checkReservation(reservationId);
    const { record, nextId } = sdrs.entry(recordId);
    return { nextRecordId: nextId, data: readRecord(record, offset, count) };
  },
});

/** §33.13 Add SDR. C7h when the record's length differs from its header. */
export const addSdr = defineCommand({
  name: "Add SDR",
  spec: "33.13",
  netFn: NetFn.Storage,
  cmd: 0x24,
  privilege: Privilege.Operator,
  notStored: CompletionCode.OutOfSpace,
  request: struct({ record: rest }),
  response: struct({ recordId: u16 }),
  handle({ bmc: { sdrs }, channel }, { record }) {
    checkAvailable(sdrs, channel);
    return { recordId: sdrs.add(record) };
  },
});

/** §33.14 Partial Add SDR. */
export const partialAddSdr = defineCommand({
  name: "Partial Add SDR",
  spec: "33.14",
  netFn: NetFn.Storage,
  cmd: 0x25,
  privilege: Privilege.Operator,
  notStored: CompletionCode.OutOfSpace,
  request: struct({ ...partHeader, data: rest }),
  response: struct({ recordId: u16 }),
  handle({ bmc: { sdrs }, channel }, request) {
    checkAvailable(sdrs, channel);
    return { recordId: sdrs.addPart(partOf(request)) };
  },
});

/** §33.15 Delete SDR. */
export const deleteSdr = defineCommand({
  name: "Delete SDR",
  spec: "33.15",
  netFn: NetFn.Storage,
  cmd: 0x26,
  privilege: Privilege.Operator,
  request: struct({ reservationId: u16, recordId: u16 }),
  response: struct({ recordId: u16 }),
  handle({ bmc: { sdrs }, channel }, { reservationId, recordId }) {
    checkAvailable(sdrs, channel);
    return { recordId: sdrs.delete(reservationId, recordId) };
  },
});
