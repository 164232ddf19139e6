/** Text of a SEL record (IPMI §32.1–§32.3). */
import { eventDataFirst, eventRecord } from "../../bmc/platform-event.ts";
import { toUnits } from "../../bmc/sensors/conversion.ts";
import type { Sensor } from "../../bmc/sensors/sensor.ts";
import { u16, u32 } from "../../codec/integer.ts";
import { decode } from "../../codec/layout.ts";
import { unitSymbol } from "../../config/values/units.ts";
import { ReadingType } from "../../ipmi/reading-type.ts";
import { sensorTypeName } from "../../ipmi/words/sensor-types.ts";
import { stateName } from "../../ipmi/words/states.ts";
import { spacedHex } from "../../text/hex.ts";
import type { SelRecord } from "../calls/sel.ts";

const SYSTEM_EVENT = 0x02;
const FIRST_OEM_TYPE = 0xc0;
/** §32.3: records of this type and above carry no timestamp. */
const FIRST_UNSTAMPED_TYPE = 0xe0;

/** `sensorOf` finds the sensor of an event, if it is one of ours. */
export function selRecordInWords(
  record: Uint8Array,
  sensorOf: (generatorId: number, number: number) => Sensor | undefined,
): SelRecord {
  const id = decode(u16, record.subarray(0, 2));
  const type = record[2] ?? 0;
  const bytes = spacedHex(record);
  const timestamp = type < FIRST_UNSTAMPED_TYPE ? decode(u32, record.subarray(3, 7)) : undefined;
  if (type !== SYSTEM_EVENT) {
    const words = type >= FIRST_OEM_TYPE ? "OEM record" : "record of a type that is reserved";
    return {
      id,
      bytes,
      type,
      timestamp,
      event: `${words} ${spacedHex(record.subarray(timestamp === undefined ? 3 : 7))}`,
    };
  }
  const { sensorType, sensorNumber, event, data, generatorId } = decode(eventRecord, record);
  const { offset } = decode(eventDataFirst, data.subarray(0, 1));
  const sensor = sensorOf(generatorId, sensorNumber);
  return {
    id,
    bytes,
    type,
    timestamp,
    sensor: sensor?.definition.name,
    sensorNumber,
    sensorType: sensorTypeName(sensorType),
    event: stateName({ type: sensorType, readingType: event.type }, offset),
    direction: event.deassertion ? "deasserted" : "asserted",
    ...(event.type === ReadingType.threshold && sensor && triggerOf(data, sensor)),
  };
}

/** §29.7: reads event data 2 and 3 of a threshold event if they are the reading and the threshold. */
function triggerOf(data: Uint8Array, sensor: Sensor): Pick<SelRecord, "reading" | "threshold" | "unit"> {
  const { byte2, byte3 } = decode(eventDataFirst, data.subarray(0, 1));
  const { format, linearization, units } = sensor.definition;
  const [, reading, threshold] = data;
  if (format === "none") return {};
  const inUnits = (raw: number | undefined, given: boolean) =>
    given && raw !== undefined
      ? rounded(toUnits(raw, format, sensor.factorsAt(raw).factors, linearization))
      : undefined;
  return {
    reading: inUnits(reading, byte2 === 1),
    threshold: inUnits(threshold, byte3 === 1),
    unit: unitSymbol(units),
  };
}

const DIGITS = 6;

/** Rounds away the tail of binary fractions: 0.1 + 0.2 is 0.3. */
export function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
