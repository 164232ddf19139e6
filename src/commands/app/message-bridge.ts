/** The receive message queue of system software (IPMI §22.5, §22.6; v1.5 chapter 18). */

import { bitfield, bits } from "../../codec/bitfield.ts";
import { rest } from "../../codec/bytes.ts";
import { empty, struct } from "../../codec/struct.ts";
import { channelMeant } from "../../ipmi/channel.ts";
import { type CommandContext, defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

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
  notInSessions: true,
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

/** §22.6 Get Message. The inferred privilege is that of the sender's session, and 0 for a channel without sessions. */
export const getMessage = defineCommand({
  name: "Get Message",
  spec: "22.6",
  netFn: NetFn.App,
  cmd: 0x33,
  privilege: Privilege.Administrator,
  notInSessions: true,
  request: empty,
  response: struct({ origin: bitfield({ inferredPrivilege: bits(7, 4), channel: bits(3, 0) }), data: rest }),
  handle({ bmc, channel }) {
    const message = bmc.messaging.at(channel).takeMessage();
    if (!message) throw new IpmiError(QUEUE_EMPTY, "the receive message queue is empty");
    const { privilege: inferredPrivilege = 0, channel: origin, data } = message;
    return { origin: { inferredPrivilege, channel: origin }, data };
  },
});

/** Returns the number of the channel that a request means. Throws `IpmiError` CCh when it does not exist. */
export function existing(number: number, { bmc, channel: own }: CommandContext): number {
  const channel = channelMeant(number, own);
  bmc.channels.kindOf(channel);
  return channel;
}
