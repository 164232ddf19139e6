/** Event commands (IPMI §29.1–§29.3; v1.5 chapter 23). */

import { generatorOf, NO_RECEIVER } from "../../bmc/event-generator.ts";
import { eventFields } from "../../bmc/platform-event.ts";
import { bitfield, bits } from "../../codec/bitfield.ts";
import { rest } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { empty, optional, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { readData } from "../../ipmi/request-data.ts";
import { hexNumber } from "../../text/hex.ts";

const receiver = struct({ address: u8, lun: bitfield({ number: bits(1, 0) }) });

/** §29.1 Set Event Receiver. Re-arms all sensors, so that the new receiver gets the present events. */
export const setEventReceiver = defineCommand({
  name: "Set Event Receiver",
  spec: "29.1",
  netFn: NetFn.SensorEvent,
  cmd: 0x00,
  privilege: Privilege.Operator,
  request: receiver,
  response: empty,
  handle({ bmc }, { address, lun }) {
    if (address % 2 !== 0 && address !== NO_RECEIVER) {
      throw new IpmiError(
        CompletionCode.InvalidDataField,
        `the receiver's address is ${hexNumber(address)}; expected an even slave address, or 0xff for none`,
      );
    }
    bmc.eventGenerator.receiver = { address, lun: lun.number };
    bmc.sensors.rearm();
    return {};
  },
});

/** §29.2 Get Event Receiver. */
export const getEventReceiver = defineCommand({
  name: "Get Event Receiver",
  spec: "29.2",
  netFn: NetFn.SensorEvent,
  cmd: 0x01,
  privilege: Privilege.User,
  request: empty,
  response: receiver,
  handle({ bmc }) {
    const { address, lun } = bmc.eventGenerator.receiver;
    return { address, lun: { number: lun } };
  },
});

/** The last two of the three event data bytes may be missing; they count as FFh then (table 29-6). */
const { data: _, ...common } = eventFields;
const messageFields = { ...common, data1: u8, data2: optional(u8), data3: optional(u8) };
/** On the IPMB, the requester's address and LUN identify the generator. On other channels the first byte does. */
const ipmbMessage = struct(messageFields);
const systemMessage = struct({ generatorId: u8, ...messageFields });

const UNSPECIFIED = 0xff;

/** §29.3 Platform Event. Answers 00h even when no log has room and the event is lost. */
export const platformEvent = defineCommand({
  name: "Platform Event",
  spec: "29.3",
  netFn: NetFn.SensorEvent,
  cmd: 0x02,
  privilege: Privilege.Operator,
  request: rest,
  response: empty,
  handle({ bmc, requester }, request) {
    const message = requester
      ? { ...readData(ipmbMessage, request), generatorId: generatorOf(requester.address, requester.lun) }
      : readData(systemMessage, request);
    const { data1, data2 = UNSPECIFIED, data3 = UNSPECIFIED, ...event } = message;
    bmc.events.receive({ ...event, data: Uint8Array.of(data1, data2, data3) });
    return {};
  },
});
