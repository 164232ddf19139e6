/**
 * The controller's own sensor data records (IPMI §35.2–§35.4; v1.5 chapter 29). Each LUN has the records of its
 * sensors.
 */
import { readRecord } from "../../bmc/record-list.ts";
import { bit, bitfield } from "../../codec/bitfield.ts";
import { bitmap } from "../../codec/bitmap.ts";
import { rest } from "../../codec/bytes.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { empty, optional, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/**
 * Bits 3:0, the LUNs that have sensors. Bit 7 would announce a population that changes at run time; ours is static, so
 * the answer has no change indicator.
 */
const flags = bitmap(1);

/** §35.2 Get Device SDR Info. */
export const getDeviceSdrInfo = defineCommand({
  name: "Get Device SDR Info",
  spec: "35.2",
  netFn: NetFn.SensorEvent,
  cmd: 0x20,
  privilege: Privilege.User,
  everyLun: true,
  request: struct({ operation: optional(bitfield({ countSdrs: bit(0) })) }),
  response: struct({ count: u8, lunsWithSensors: flags }),
  handle({ bmc: { sensors }, lun }, { operation }) {
    const counted = operation?.countSdrs ? sensors.all : sensors.at(lun);
    const luns = sensors.all.map(({ definition }) => definition.lun);
    return { count: counted.length, lunsWithSensors: new Set(luns) };
  },
});

/** §35.3 Get Device SDR. Never answers 80h, because the records do not change. */
export const getDeviceSdr = defineCommand({
  name: "Get Device SDR",
  spec: "35.3",
  netFn: NetFn.SensorEvent,
  cmd: 0x21,
  privilege: Privilege.User,
  everyLun: true,
  request: struct({ reservationId: u16, recordId: u16, offset: u8, count: u8 }),
  response: struct({ nextRecordId: u16, data: rest }),
  handle({ bmc: { sensors }, lun }, { reservationId, recordId, offset, count }) {
    if (offset > 0) sensors.reservation.check(reservationId);
    const { record, nextId } = sensors.records(lun).entry(recordId);
    return { nextRecordId: nextId, data: readRecord(record, offset, count) };
  },
});

/** §35.4 Reserve Device SDR Repository. One reservation for all LUNs. */
export const reserveDeviceSdrRepository = defineCommand({
  name: "Reserve Device SDR Repository",
  spec: "35.4",
  netFn: NetFn.SensorEvent,
  cmd: 0x22,
  privilege: Privilege.User,
  everyLun: true,
  request: empty,
  response: struct({ reservationId: u16 }),
  handle: ({ bmc }) => ({ reservationId: bmc.sensors.reservation.reserve() }),
});
