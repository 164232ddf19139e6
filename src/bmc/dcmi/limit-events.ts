/**
 * Events of exceeded limits (DCMI table 3-2). Their sensors are event-only and have no records, which DCMI §3.1.5
 * allows.
 */
import { ReadingType } from "../../ipmi/reading-type.ts";
import { BMC_ADDRESS } from "../../ipmi/slave-address.ts";
import type { PlatformEvent } from "../platform-event.ts";

const SensorType = { Temperature: 0x01, PowerUnit: 0x09, SystemEvent: 0x12 } as const;
const LIMIT_EXCEEDED = 0x01;
const TRANSITION_TO_POWER_OFF = 0x02;

export const powerLimitExceeded = eventOf(0xd0, SensorType.PowerUnit, ReadingType.limit, LIMIT_EXCEEDED);
export const platformPoweredOff = eventOf(
  0xd1,
  SensorType.SystemEvent,
  ReadingType.availability,
  TRANSITION_TO_POWER_OFF,
);
export const thermalLimitExceeded = eventOf(0xd2, SensorType.Temperature, ReadingType.limit, LIMIT_EXCEEDED);

function eventOf(sensorNumber: number, sensorType: number, readingType: number, offset: number): PlatformEvent {
  return {
    generatorId: BMC_ADDRESS,
    evmRevision: 0x04,
    sensorType,
    sensorNumber,
    event: { deassertion: false, type: readingType },
    data: Uint8Array.of(offset, 0xff, 0xff),
  };
}
