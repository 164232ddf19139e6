/** Temperature sensors, their readings and limits (DCMI §6.5.2, §6.7). */

import { celsius, dcmiEntity, INLET, temperatureSensors } from "../../bmc/dcmi/temperatures.ts";
import type { Sensor } from "../../bmc/sensors/sensor.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { rest } from "../../codec/bytes.ts";
import { EMPTY_BYTES } from "../../codec/empty-bytes.ts";
import { u8, u16 } from "../../codec/integer.ts";
import { encode } from "../../codec/layout.ts";
import { empty, struct } from "../../codec/struct.ts";
import type { CommandContext } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { hex, hexNumber } from "../../text/hex.ts";
import { defineDcmiCommand } from "./dcmi-command.ts";

/** A selection of sensors. Instance 00h selects all of them, starting at `start`. */
const query = struct({ sensorType: u8, entityId: u8, instance: u8, start: u8 });
const list = struct({ total: u8, count: u8, entries: rest });

const TEMPERATURE = 0x01;
const MAX_ENTRIES = 8;

interface Query {
  readonly sensorType: number;
  readonly entityId: number;
  readonly instance: number;
  readonly start: number;
}

/** Returns up to eight of the selected sensors. The specification counts their first as 1, ipmitool as 0. */
function answerTo({ instance, start }: Query, sensors: readonly Sensor[], entry: (sensor: Sensor) => Uint8Array) {
  const chosen = instance === 0 ? sensors.slice(Math.max(0, start - 1)) : [withInstance(sensors, instance)];
  const entries = chosen.slice(0, MAX_ENTRIES).map(entry);
  return { total: sensors.length, count: entries.length, entries: Buffer.concat(entries) };
}

function sensorsOf({ bmc: { sensors } }: CommandContext, { sensorType, entityId }: Query): readonly Sensor[] {
  if (sensorType !== TEMPERATURE)
    throw new IpmiError(CompletionCode.InvalidDataField, `sensor type is ${sensorType}; expected ${TEMPERATURE}`);
  return temperatureSensors(sensors.all, dcmiEntity(entityId));
}

function withInstance(sensors: readonly Sensor[], instance: number): Sensor {
  const sensor = sensors.find(({ definition }) => definition.entity.instance === instance);
  if (sensor) return sensor;
  throw new IpmiError(CompletionCode.NotPresent, `instance ${instance} does not exist`);
}

/** §43.1: the bytes of a record (owner, LUN, number) that identify its sensor. */
const KEY = { from: 5, to: 8 } as const;

/** DCMI §6.5.2 Get DCMI Sensor Info. Returns the record IDs of the sensors' SDRs. */
export const getDcmiSensorInfo = defineDcmiCommand({
  name: "Get DCMI Sensor Info",
  spec: "6.5.2",
  cmd: 0x07,
  privilege: Privilege.Operator,
  request: query,
  response: list,
  handle(context, request) {
    const keyOf = (record: Uint8Array) => hex(record.subarray(KEY.from, KEY.to));
    const records = new Map(context.bmc.sdrs.records().map((record) => [keyOf(record), record]));
    const recordOf = ({ record }: Sensor) => record && records.get(keyOf(record));
    const sensors = sensorsOf(context, request).filter((sensor) => recordOf(sensor));
    return answerTo(request, sensors, (sensor) => recordOf(sensor)?.subarray(0, 2) ?? EMPTY_BYTES);
  },
});

const temperature = struct({ value: bitfield({ negative: bit(7), degrees: bits(6, 0) }), instance: u8 });
const MAX_DEGREES = 127;

/** DCMI §6.7.3 Get Temperature Readings. Sensors without a reading are left out. */
export const getTemperatureReadings = defineDcmiCommand({
  name: "Get Temperature Readings",
  spec: "6.7.3",
  cmd: 0x10,
  privilege: Privilege.User,
  request: query,
  response: list,
  handle(context, request) {
    const sensors = sensorsOf(context, request).filter((sensor) => celsius(sensor) !== undefined);
    return answerTo(request, sensors, (sensor) => {
      const degrees = celsius(sensor) ?? 0;
      const value = { negative: degrees < 0, degrees: Math.min(Math.abs(degrees), MAX_DEGREES) };
      return encode(temperature, { value, instance: sensor.definition.entity.instance });
    });
  },
});

const place = { entityId: u8, instance: u8 };
/** A thermal limit. Bit 7, once a persistence flag that ipmitool still sends, is reserved: limits are always stored. */
const limit = { actions: bitfield({ powerOff: bit(6), log: bit(5) }), celsius: u8, exceptionSeconds: u16 };

/** Throws `IpmiError` CCh when the entity is not an inlet, and CBh when the instance does not exist. */
function needInlet({ bmc: { sensors } }: CommandContext, entityId: number, instance: number): void {
  if (dcmiEntity(entityId) !== INLET) {
    throw new IpmiError(CompletionCode.InvalidDataField, `entity ${hexNumber(entityId)} is not an inlet`);
  }
  withInstance(temperatureSensors(sensors.all, INLET), instance);
}

/** DCMI §6.7.2 Set Thermal Limit. In degrees Celsius; every value is accepted. */
export const setThermalLimit = defineDcmiCommand({
  name: "Set Thermal Limit",
  spec: "6.7.2",
  cmd: 0x0b,
  privilege: Privilege.Operator,
  request: struct({ ...place, ...limit }),
  response: empty,
  handle(context, { entityId, instance, actions, ...limits }) {
    needInlet(context, entityId, instance);
    context.bmc.dcmi.thermalLimits.set(instance, { ...actions, ...limits });
    return {};
  },
});

/** DCMI §6.7.1 Get Thermal Limit. */
export const getThermalLimit = defineDcmiCommand({
  name: "Get Thermal Limit",
  spec: "6.7.1",
  cmd: 0x0c,
  privilege: Privilege.User,
  request: struct(place),
  response: struct(limit),
  handle(context, { entityId, instance }) {
    needInlet(context, entityId, instance);
    const { powerOff, log, ...limits } = context.bmc.dcmi.thermalLimits.of(instance);
    return { actions: { powerOff, log }, ...limits };
  },
});
