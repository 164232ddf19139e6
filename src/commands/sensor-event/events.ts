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

const receiver = struct({ address: u8, lun: bitfield({ number: bits(1, 0) }) });

/** §29.1 Set Event Receiver. Re-arms all sensors: what is wrong with them is told to the new receiver, too. */
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
      throw new IpmiError(CompletionCode.InvalidDataField, `0x${address.toString(16)} is no slave address`);
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

/** Of the three bytes of event data the last two may be missing, and are FFh then (table 29-6). */
const { data: _, ...common } = eventFields;
const messageFields = { ...common, data1: u8, data2: optional(u8), data3: optional(u8) };
/** On the IPMB the requester's address and LUN say who sends it; elsewhere it is the first byte. */
const ipmbMessage = struct(messageFields);
const systemMessage = struct({ generatorId: u8, ...messageFields });

const UNSPECIFIED = 0xff;

/** §29.3 Platform Event. Where nobody has room for the event it is lost, and yet answered 00h. */
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
