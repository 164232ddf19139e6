/** Entries of the system event log (IPMI §31.5–§31.8; v1.5 chapter 25). All commands answer 81h during an erasure. */
import { readRecord } from "../../bmc/record-list.ts";
import { SEL_RECORD_SIZE } from "../../bmc/sel.ts";
import { bytes, rest } from "../../codec/bytes.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { partHeader, partOf } from "./partial-add.ts";

/**
 * §31.5 Get SEL Entry. Only a read that starts inside a record needs a reservation. CBh when the entry does not exist
 * or the log is empty.
 */
export const getSelEntry = defineCommand({
  name: "Get SEL Entry",
  spec: "31.5",
  netFn: NetFn.Storage,
  cmd: 0x43,
  privilege: Privilege.User,
  request: struct({ reservationId: u16, recordId: u16, offset: u8, count: u8 }),
  response: struct({ nextRecordId: u16, data: rest }),
  handle({ bmc: { sel } }, { reservationId, recordId, offset, count }) {
    sel.checkNotErasing();
    if (offset > 0) sel.checkReservation(reservationId);
    const { record, nextId } = sel.entry(recordId);
    return { nextRecordId: nextId, data: readRecord(record, offset, count) };
  },
});

/**
 * §31.6 Add SEL Entry. Never answers 80h, because all record types are supported. The event goes only to the SEL, not
 * to event filtering.
 */
export const addSelEntry = defineCommand({
  name: "Add SEL Entry",
  spec: "31.6",
  netFn: NetFn.Storage,
  cmd: 0x44,
  privilege: Privilege.Operator,
  notStored: CompletionCode.OutOfSpace,
  request: struct({ record: bytes(SEL_RECORD_SIZE) }),
  response: struct({ recordId: u16 }),
  handle({ bmc: { sel } }, { record }) {
    sel.checkNotErasing();
    return { recordId: sel.add(record) };
  },
});

/** §31.7 Partial Add SEL Entry. */
export const partialAddSelEntry = defineCommand({
  name: "Partial Add SEL Entry",
  spec: "31.7",
  netFn: NetFn.Storage,
  cmd: 0x45,
  privilege: Privilege.Operator,
  notStored: CompletionCode.OutOfSpace,
  request: struct({ ...partHeader, data: rest }),
  response: struct({ recordId: u16 }),
  handle({ bmc: { sel } }, request) {
    sel.checkNotErasing();
    return { recordId: sel.addPart(partOf(request)) };
  },
});

/** §31.8 Delete SEL Entry. Never answers 80h, because all record types can be deleted. */
export const deleteSelEntry = defineCommand({
  name: "Delete SEL Entry",
  spec: "31.8",
  netFn: NetFn.Storage,
  cmd: 0x46,
  privilege: Privilege.Operator,
  request: struct({ reservationId: u16, recordId: u16 }),
  response: struct({ recordId: u16 }),
  handle({ bmc: { sel } }, { reservationId, recordId }) {
    if (!sel.deletes) throw new IpmiError(CompletionCode.InvalidCommand, "the SEL has no Delete SEL Entry");
    sel.checkNotErasing();
    return { recordId: sel.delete(reservationId, recordId) };
  },
});
