/** Set Sensor Reading And Event Status (IPMI v2 §35.17): system software sets readings and events of sensors. */
import { type EventData, withOffset } from "../../bmc/sensors/event-data.ts";
import type { FlagChange, Sensor } from "../../bmc/sensors/sensor.ts";
import { bitfield, bits } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { empty, optional, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { eventMasks } from "./event-masks.ts";

/**
 * 80h: the reading or one of the events cannot be set. 81h (event data cannot be set) never occurs: all sensors allow
 * it.
 */
const NOT_SETTABLE = 0x80;

/**
 * Operations on assertion and deassertion flags: replace all flags with the given ones, set the given ones, or clear
 * all but the given ones.
 */
const FlagOperation = { Unchanged: 0, Write: 1, Set: 2, Clear: 3 } as const;
const ReadingOperation = { Unchanged: 0, Write: 1 } as const;
/** The event data to send: the sensor's own, the given bytes, or the given bytes with the sensor's own offset. */
const DataOperation = { Own: 0, Given: 1, GivenExceptOffset: 2 } as const;

const NONE: ReadonlySet<number> = new Set();

/**
 * v2 §35.17 Set Sensor Reading And Event Status. The reading is set first and causes the events of the thresholds it
 * crosses. Then the flags are set and cleared.
 */
export const setSensorReadingAndEventStatus = defineCommand({
  name: "Set Sensor Reading And Event Status",
  spec: "35.17",
  netFn: NetFn.SensorEvent,
  cmd: 0x30,
  privilege: Privilege.Operator,
  everyLun: true,
  request: struct({
    number: u8,
    operation: bitfield({ data: bits(7, 6), assertion: bits(5, 4), deassertion: bits(3, 2), reading: bits(1, 0) }),
    reading: u8,
    events: eventMasks,
    data: optional(bytes(3)),
  }),
  response: empty,
  handle({ bmc, lun }, { number, operation, reading, events, data }) {
    const sensor = bmc.sensors.find(number, lun);
    const eventData = eventDataOf(operation.data, data);
    const assertion = changeOf(sensor, operation.assertion, events.assertion);
    const deassertion = changeOf(sensor, operation.deassertion, events.deassertion);
    if (writes(sensor, operation.reading)) sensor.setReading(reading, eventData);
    sensor.setEvents(assertion, deassertion, eventData);
    return {};
  },
});

function changeOf({ definition }: Sensor, operation: number, given: ReadonlySet<number>): FlagChange {
  if (operation === FlagOperation.Unchanged) return { set: NONE, clear: NONE };
  const { supported, states, settable } = definition;
  const offsets = new Set([...supported.assertion, ...supported.deassertion, ...states]);
  const set = operation === FlagOperation.Clear ? NONE : given;
  if (!settable || !set.isSubsetOf(offsets))
    throw new IpmiError(
      NOT_SETTABLE,
      `the events to set are ${[...set]}; expected only events that the sensor lets software set`,
    );
  return { set, clear: operation === FlagOperation.Set ? NONE : offsets.difference(given) };
}

function writes({ definition }: Sensor, operation: number): boolean {
  if (operation === ReadingOperation.Unchanged) return false;
  if (operation !== ReadingOperation.Write) {
    throw new IpmiError(CompletionCode.InvalidDataField, `reading operation is ${operation}; expected 0 or 1`);
  }
  if (definition.settable && definition.format !== "none") return true;
  throw new IpmiError(NOT_SETTABLE, "the sensor does not let software set its reading");
}

/** Returns the event data to send. Undefined: the sensor makes its own. */
function eventDataOf(operation: number, given: Uint8Array | undefined): EventData | undefined {
  if (operation === DataOperation.Own) return undefined;
  if (given && operation === DataOperation.Given) return () => given;
  if (given && operation === DataOperation.GivenExceptOffset) return (offset) => withOffset(given, offset);
  throw new IpmiError(
    CompletionCode.InvalidDataField,
    `event data operation is ${operation} with ${given?.length ?? 0} bytes; expected 0, or 1 or 2 with 3 bytes`,
  );
}
