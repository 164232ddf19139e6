/** Set Sensor Reading And Event Status (IPMI v2 §35.17): system software is the sensor's eyes. */
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

/** 80h: the reading, or one of the events, cannot be set. 81h, event data cannot be set, is true of no sensor here. */
const NOT_SETTABLE = 0x80;

/** What becomes of assertion and deassertion flags: those given are all there is, are set too, or alone stay. */
const FlagOperation = { Unchanged: 0, Write: 1, Set: 2, Clear: 3 } as const;
const ReadingOperation = { Unchanged: 0, Write: 1 } as const;
/** Whose event data is sent: the sensor's own, that given, or that given with the sensor's own offset in it. */
const DataOperation = { Own: 0, Given: 1, GivenExceptOffset: 2 } as const;

const NONE: ReadonlySet<number> = new Set();

/** v2 §35.17. The reading goes first, and raises the events of thresholds it crosses; then flags are set and cleared. */
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
  if (!settable || !set.isSubsetOf(offsets)) throw new IpmiError(NOT_SETTABLE, `not all of ${[...set]} can be set`);
  return { set, clear: operation === FlagOperation.Set ? NONE : offsets.difference(given) };
}

function writes({ definition }: Sensor, operation: number): boolean {
  if (operation === ReadingOperation.Unchanged) return false;
  if (operation !== ReadingOperation.Write) {
    throw new IpmiError(CompletionCode.InvalidDataField, `no reading operation ${operation}`);
  }
  if (definition.settable && definition.format !== "none") return true;
  throw new IpmiError(NOT_SETTABLE, "the reading cannot be set");
}

/** Undefined: as the sensor makes it. */
function eventDataOf(operation: number, given: Uint8Array | undefined): EventData | undefined {
  if (operation === DataOperation.Own) return undefined;
  if (given && operation === DataOperation.Given) return () => given;
  if (given && operation === DataOperation.GivenExceptOffset) return (offset) => withOffset(given, offset);
  throw new IpmiError(
    CompletionCode.InvalidDataField,
    `event data operation ${operation}, ${given?.length ?? 0} bytes`,
  );
}
