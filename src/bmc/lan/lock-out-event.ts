/** The event of a lock-out (IPMI table 42-3, sensor type 2Ah, Session Audit: invalid password disable). */
import { bitfield, bits } from "../../codec/bitfield.ts";
import { encode } from "../../codec/layout.ts";
import { struct } from "../../codec/struct.ts";
import { ReadingType } from "../../ipmi/reading-type.ts";
import { BMC_ADDRESS } from "../../ipmi/slave-address.ts";
import { eventDataFirst, type PlatformEvent } from "../platform-event.ts";

const SESSION_AUDIT = 0x2a;
const INVALID_PASSWORD_DISABLE = 0x03;
const SENSOR_NUMBER = 0xd4;
/** Bytes 2 and 3 are sensor-specific extensions. */
const EXTENSION = 3;

const eventData = struct({
  first: eventDataFirst,
  user: bitfield({ id: bits(5, 0) }),
  session: bitfield({ channel: bits(3, 0) }),
});

export function lockOutEvent(userId: number, channel: number): PlatformEvent {
  return {
    generatorId: BMC_ADDRESS,
    evmRevision: 0x04,
    sensorType: SESSION_AUDIT,
    sensorNumber: SENSOR_NUMBER,
    event: { deassertion: false, type: ReadingType.sensorSpecific },
    data: encode(eventData, {
      first: { byte2: EXTENSION, byte3: EXTENSION, offset: INVALID_PASSWORD_DISABLE },
      user: { id: userId },
      session: { channel },
    }),
  };
}
