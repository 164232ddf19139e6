/** Messages between system software and the controllers on the IPMB (IPMI §22.5–§22.7; v1.5 chapter 18). */

import { bitfield, bits } from "../../codec/bitfield.ts";
import { rest } from "../../codec/bytes.ts";
import { empty, struct } from "../../codec/struct.ts";
import { MAX_ANSWER_SIZE } from "../../ipmi/answer-size.ts";
import { Channel, channelMeant } from "../../ipmi/channel.ts";
import { type CommandContext, defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { decodeIpmb, encodeIpmb } from "../../ipmi/ipmb-message.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { hexNumber } from "../../text/hex.ts";

const ChannelState = { Disable: 0, Enable: 1, Get: 2 } as const;
const channelNumber = bitfield({ number: bits(3, 0) });

/**
 * §22.5 Enable Message Channel Receive. Applies to requests to system software. Responses to its own requests always
 * arrive.
 */
export const enableMessageChannelReceive = defineCommand({
  name: "Enable Message Channel Receive",
  spec: "22.5",
  netFn: NetFn.App,
  cmd: 0x32,
  privilege: Privilege.Administrator,
  request: struct({ channel: channelNumber, change: bitfield({ state: bits(1, 0) }) }),
  response: struct({ channel: channelNumber, state: bitfield({ enabled: bits(0, 0) }) }),
  handle(context, { channel, change: { state } }) {
    const number = existing(channel.number, context);
    const own = context.bmc.messaging.at(context.channel);
    if (state === ChannelState.Enable) own.enableReceive(number, true);
    else if (state === ChannelState.Disable) own.enableReceive(number, false);
    else if (state !== ChannelState.Get)
      throw new IpmiError(CompletionCode.InvalidDataField, `channel state is ${state}; expected 0 to 2`);
    return { channel: { number }, state: { enabled: own.receives(number) ? 1 : 0 } };
  },
});

/** 80h: the queue is empty. Linux reads until it gets this code. */
const QUEUE_EMPTY = 0x80;

/** §22.6 Get Message. The inferred privilege is always 0, because the IPMB has no sessions. */
export const getMessage = defineCommand({
  name: "Get Message",
  spec: "22.6",
  netFn: NetFn.App,
  cmd: 0x33,
  privilege: Privilege.Administrator,
  request: empty,
  response: struct({ origin: bitfield({ inferredPrivilege: bits(7, 4), channel: bits(3, 0) }), data: rest }),
  handle({ bmc, channel }) {
    const message = bmc.messaging.at(channel).takeMessage();
    if (!message) throw new IpmiError(QUEUE_EMPTY, "the receive message queue is empty");
    return { origin: { inferredPrivilege: 0, channel: message.channel }, data: message.data };
  },
});

const Tracking = { None: 0, Request: 1 } as const;
/** 83h: no controller acknowledged the slave address. */
const NAK_ON_WRITE = 0x83;
/** Linux sends a request again when it gets 83h, three times in 6 s, and gives up when it gets D3h. */
const ABSENT = { noAcknowledge: NAK_ON_WRITE, unavailable: CompletionCode.DestinationUnavailable } as const;

/**
 * §22.7 Send Message. To the IPMB: the controller's answer goes to the receive message queue of the interface that asked. To a
 * system interface: the message itself goes to its queue. Raw data is refused with CCh, as the section recommends.
 */
export const sendMessage = defineCommand({
  name: "Send Message",
  spec: "22.7",
  netFn: NetFn.App,
  cmd: 0x34,
  privilege: Privilege.User,
  request: struct({ target: bitfield({ tracking: bits(7, 6), channel: bits(3, 0) }), data: rest }),
  response: empty,
  handle(context, { target: { tracking, channel }, data }) {
    if (tracking !== Tracking.None && tracking !== Tracking.Request) {
      throw new IpmiError(CompletionCode.InvalidDataField, `tracking is ${tracking}; expected 0 or 1`);
    }
    const number = existing(channel, context);
    if (number === Channel.Ipmb) sendOnIpmb(context, data);
    else sendToSystemSoftware(context, number, data);
    return {};
  },
});

/**
 * Delivers a request and queues the answer. The answer carries the sender's slave address and sequence number, as on a
 * bus.
 */
function sendOnIpmb({ bmc, channel }: CommandContext, bytes: Uint8Array): void {
  const request = ipmbMessage(bytes);
  const { function: called, sequence, cmd, data } = request;
  const requester = { address: request.from, lun: sequence.lun };
  const answer = bmc.ipmb.deliver(request.to, { netFn: called.netFn, lun: called.lun, cmd, data, requester });
  if (!answer)
    throw new IpmiError(ABSENT[bmc.options.ipmb.absent], `no controller at slave address ${hexNumber(request.to)}`);
  const response = encodeIpmb({
    to: request.from,
    function: { netFn: called.netFn + 1, lun: sequence.lun },
    from: request.to,
    sequence: { number: sequence.number, lun: called.lun },
    cmd,
    data: Uint8Array.of(answer.completionCode, ...answer.data),
  });
  // Get Message omits the receiver's own address (table 22-8).
  bmc.messaging.at(channel).receive({ channel: Channel.Ipmb, data: response.subarray(1) });
}

/** Queues a message for system software. Throws `IpmiError` C8h when Get Message could not return it whole. */
function sendToSystemSoftware({ bmc }: CommandContext, channel: number, data: Uint8Array): void {
  if (data.length >= MAX_ANSWER_SIZE) {
    const problem = `the message has ${data.length} bytes; expected at most ${MAX_ANSWER_SIZE - 1}`;
    throw new IpmiError(CompletionCode.DataLengthExceeded, problem);
  }
  bmc.messaging.at(channel).receive({ channel, data });
}

/** Decodes a request on the bus. Throws `IpmiError` CCh for a response: no controller waits for one. */
function ipmbMessage(bytes: Uint8Array) {
  const message = decodeIpmb(bytes);
  if (message.function.netFn % 2 === 0) return message;
  throw new IpmiError(CompletionCode.InvalidDataField, "the message is a response; expected a request");
}

function existing(number: number, { bmc, channel: own }: CommandContext): number {
  const channel = channelMeant(number, own);
  if (channel === Channel.Ipmb || bmc.messaging.has(channel)) return channel;
  throw new IpmiError(CompletionCode.InvalidDataField, `channel ${channel} does not exist`);
}
