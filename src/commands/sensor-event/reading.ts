/** Readings of sensors, their factors and their types (IPMI §35.5, §35.14–§35.16; v1.5 chapter 29). */
import { readingFactors } from "../../bmc/records/reading-factors.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { bitmap } from "../../codec/bitmap.ts";
import { u8 } from "../../codec/integer.ts";
import { empty, optional, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

/** §35.5 Get Sensor Reading Factors. CDh for a sensor without numeric readings. */
export const getSensorReadingFactors = defineCommand({
  name: "Get Sensor Reading Factors",
  spec: "35.5",
  netFn: NetFn.SensorEvent,
  cmd: 0x23,
  privilege: Privilege.User,
  everyLun: true,
  request: struct({ number: u8, reading: u8 }),
  response: struct({ nextReading: u8, factors: readingFactors }),
  handle({ bmc, lun }, { number, reading }) {
    const { nextReading, factors } = bmc.sensors.find(number, lun).factorsAt(reading);
    return { nextReading, factors: { ...factors, direction: 0 } };
  },
});

/** Reserved bits that read as 1: two in the threshold comparisons, one in the states. */
const RESERVED_COMPARISONS = new Set([6, 7]);
const RESERVED_STATES = new Set([15]);

/** §35.14 Get Sensor Reading. The reading is 00h for a sensor that has none. */
export const getSensorReading = defineCommand({
  name: "Get Sensor Reading",
  spec: "35.14",
  netFn: NetFn.SensorEvent,
  cmd: 0x2d,
  privilege: Privilege.User,
  everyLun: true,
  request: struct({ number: u8 }),
  response: struct({
    reading: u8,
    status: bitfield({ messages: bit(7), scanning: bit(6), unavailable: bit(5) }),
    comparisons: optional(bitmap(1)),
    states: optional(bitmap(2)),
  }),
  handle({ bmc, lun }, { number }) {
    const sensor = bmc.sensors.find(number, lun);
    const { messages, scanning } = sensor.settings.enables;
    return {
      reading: sensor.reading,
      status: { messages, scanning, unavailable: !sensor.available },
      ...(sensor.definition.isThreshold
        ? { comparisons: sensor.toldStates.union(RESERVED_COMPARISONS) }
        : { states: sensor.toldStates.union(RESERVED_STATES) }),
    };
  },
});

const readingType = bitfield({ code: bits(6, 0) });

/** §35.15 Set Sensor Type. CDh when the type is fixed. */
export const setSensorType = defineCommand({
  name: "Set Sensor Type",
  spec: "35.15",
  netFn: NetFn.SensorEvent,
  cmd: 0x2e,
  privilege: Privilege.Operator,
  everyLun: true,
  request: struct({ number: u8, type: u8, readingType }),
  response: empty,
  handle({ bmc, lun }, { number, type, readingType }) {
    bmc.sensors.find(number, lun).settings.setKind({ type, readingType: readingType.code });
    return {};
  },
});

/** §35.16 Get Sensor Type. */
export const getSensorType = defineCommand({
  name: "Get Sensor Type",
  spec: "35.16",
  netFn: NetFn.SensorEvent,
  cmd: 0x2f,
  privilege: Privilege.User,
  everyLun: true,
  request: struct({ number: u8 }),
  response: struct({ type: u8, readingType }),
  handle({ bmc, lun }, { number }) {
    const { type, readingType } = bmc.sensors.find(number, lun).settings.kind;
    return { type, readingType: { code: readingType } };
  },
});
