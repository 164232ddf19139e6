/** Send Message: from one channel to another (IPMI §6.12, §22.7; v1.5 §18.7). */
import { deliverFromLan } from "../../bmc/lan/lan-messages.ts";
import { bitfield, bits } from "../../codec/bitfield.ts";
import { rest } from "../../codec/bytes.ts";
import { EMPTY_BYTES } from "../../codec/empty-bytes.ts";
import { struct } from "../../codec/struct.ts";
import { MAX_ANSWER_SIZE } from "../../ipmi/answer-size.ts";
import { Channel } from "../../ipmi/channel.ts";
import { type CommandContext, defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { buildMessage, type Message, MIN_MESSAGE_SIZE, parseMessage, responseTo } from "../../ipmi/message.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { BMC_ADDRESS } from "../../ipmi/slave-address.ts";
import { PayloadType } from "../../rmcp/session-packet-plus.ts";
import { hexNumber } from "../../text/hex.ts";
import { existing } from "./message-bridge.ts";

const Tracking = { None: 0, Request: 1 } as const;

/** 80h: no session of the channel has the handle. 83h: no controller acknowledged the slave address. */
const SendCode = { InvalidHandle: 0x80, NakOnWrite: 0x83 } as const;
/** Linux sends a request again when it gets 83h, three times in 6 s, and gives up when it gets D3h. */
const ABSENT = { noAcknowledge: SendCode.NakOnWrite, unavailable: CompletionCode.DestinationUnavailable } as const;

/** §20.9: the address before a broadcast message. The address behind it names the one controller that answers. */
const BROADCAST = 0x00;
const GET_DEVICE_ID = 0x01;

/**
 * §22.7 Send Message. To the IPMB, to a session of the LAN channel, or to the queue of a system interface. Raw data is
 * refused with CCh, as the section recommends.
 */
export const sendMessage = defineCommand({
  name: "Send Message",
  spec: "22.7",
  netFn: NetFn.App,
  cmd: 0x34,
  privilege: Privilege.User,
  request: struct({ target: bitfield({ tracking: bits(7, 6), channel: bits(3, 0) }), data: rest }),
  response: struct({ data: rest }),
  handle(context, { target: { tracking, channel }, data }) {
    if (tracking !== Tracking.None && tracking !== Tracking.Request) {
      throw new IpmiError(CompletionCode.InvalidDataField, `tracking is ${tracking}; expected 0 or 1`);
    }
    const number = existing(channel, context);
    if (context.bmc.messaging.has(number)) sendToSystemSoftware(context, number, data);
    else {
      checkOperator(context);
      if (number === Channel.Ipmb) return { data: sendOnIpmb(context, tracking === Tracking.Request, data) };
      sendToSession(context, number, data);
    }
    return { data: EMPTY_BYTES };
  },
});

/** Appendix G: a User may only send to system software. */
function checkOperator({ privilege }: CommandContext): void {
  if (privilege >= Privilege.Operator) return;
  throw new IpmiError(CompletionCode.InsufficientPrivilege, "only an Operator may send to another channel");
}

/**
 * Delivers a request. The answer goes where the sender can take it: to system software's queue, to a LAN client in a
 * message of its own, and to a controller on the IPMB within the answer to Send Message. Returns the latter.
 */
function sendOnIpmb(context: CommandContext, isTracked: boolean, bytes: Uint8Array): Uint8Array {
  const { bmc, channel, session, followUp } = context;
  const request = requestIn(bytes);
  if (session && !isTracked) {
    throw new IpmiError(CompletionCode.InvalidDataField, "the request is not tracked; a session's must be");
  }
  const response = responseTo(request, answerOf(context, request, isTracked));
  if (session) {
    // §6.12.4: the response looks as if the BMC itself had answered.
    const client = context.requester ?? { address: request.from, lun: request.fromLun };
    const toClient = { ...response, to: client.address, toLun: client.lun, from: BMC_ADDRESS };
    followUp?.({ response: toClient, request: request.data });
    return EMPTY_BYTES;
  }
  const built = buildMessage(response);
  if (channel === Channel.Ipmb && isTracked) return built;
  // Get Message omits the receiver's own address (table 22-8).
  bmc.messaging.at(channel).receive({ channel: Channel.Ipmb, data: built.subarray(1) });
  return EMPTY_BYTES;
}

/** Returns the completion code and data of a controller's answer. The BMC sends tracked requests under its own address. */
function answerOf(context: CommandContext, request: Message, isTracked: boolean): Uint8Array {
  const { bmc, channel, session, privilege } = context;
  const { address: own = BMC_ADDRESS, ipmb } = bmc.options;
  const isBridged = session !== undefined || (channel === Channel.Ipmb && isTracked);
  const requester = isBridged ? { address: own, lun: 0 } : { address: request.from, lun: request.fromLun };
  const forwardedFor = session ? privilege : context.forwardedFor;
  const { netFn, toLun: lun, cmd, data } = request;
  const answer = bmc.ipmb.deliver(request.to, { netFn, lun, cmd, data, requester, forwardedFor });
  if (answer) return Uint8Array.of(answer.completionCode, ...answer.data);
  throw new IpmiError(ABSENT[ipmb.absent], `no controller at slave address ${hexNumber(request.to)}`);
}

/** Queues a message for system software. A LAN client's gets the session's handle. */
function sendToSystemSoftware({ bmc, session, privilege }: CommandContext, channel: number, data: Uint8Array): void {
  const to = bmc.messaging.at(channel);
  // Get Message could not return more.
  if (data.length >= MAX_ANSWER_SIZE) {
    const problem = `the message has ${data.length} bytes; expected at most ${MAX_ANSWER_SIZE - 1}`;
    throw new IpmiError(CompletionCode.DataLengthExceeded, problem);
  }
  if (session) deliverFromLan(to, { session, privilege }, data);
  else to.receive({ channel, data });
}

/** Sends a message to the client of a session: the handle comes first (table 22-10). */
function sendToSession({ bmc, session: own }: CommandContext, channel: number, data: Uint8Array): void {
  // §6.12: messages between two sessions of a channel are not specified.
  if (own) throw new IpmiError(CompletionCode.InvalidDataField, "a LAN client cannot send to the LAN channel");
  const message = data.subarray(1);
  checkMessage(message);
  const session = bmc.sessions.byHandle(data[0] ?? 0);
  if (session?.channel !== channel) {
    throw new IpmiError(SendCode.InvalidHandle, `no session has the handle ${data[0]}`);
  }
  session.sendPayload(PayloadType.Ipmi, message);
}

/**
 * Decodes a request on the bus. Throws `IpmiError` CCh for a response: no controller waits for one. Get Device ID may be
 * broadcast, and OpenIPMI looks for controllers by it.
 */
function requestIn(bytes: Uint8Array): Message {
  const isBroadcast = bytes[0] === BROADCAST;
  const message = checkMessage(isBroadcast ? bytes.subarray(1) : bytes);
  if (isBroadcast && !(message.netFn === NetFn.App && message.cmd === GET_DEVICE_ID)) {
    throw new IpmiError(CompletionCode.InvalidDataField, "the request is broadcast; expected Get Device ID");
  }
  if (message.netFn % 2 === 0) return message;
  throw new IpmiError(CompletionCode.InvalidDataField, "the message is a response; expected a request");
}

/**
 * Decodes a message. Throws `IpmiError` C7h when it is too short, and CCh when a checksum is wrong: a real bus would lose
 * the message without a word.
 */
function checkMessage(bytes: Uint8Array): Message {
  const message = parseMessage(bytes);
  if (message.kind === "message") return message;
  if (message.reason === "too short") {
    throw new IpmiError(
      CompletionCode.DataLengthInvalid,
      `the message has ${bytes.length} bytes; expected at least ${MIN_MESSAGE_SIZE}`,
    );
  }
  throw new IpmiError(
    CompletionCode.InvalidDataField,
    "a checksum of the message is wrong; expected each part's bytes to sum to 0",
  );
}
