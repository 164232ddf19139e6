/** BMC global enables, message flags and the event message buffer (IPMI §22.1–§22.4, §22.8; v1.5 chapter 18). */
import { EVENT_MESSAGE_SIZE } from "../../bmc/system-interface.ts";
import { bit, bitfield } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { empty, struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

const globalEnables = bitfield({
  oem2: bit(7),
  oem1: bit(6),
  oem0: bit(5),
  systemEventLogging: bit(3),
  eventMessageBuffer: bit(2),
  eventMessageBufferFullInterrupt: bit(1),
  receiveMessageQueueInterrupt: bit(0),
});

/** §22.1 Set BMC Global Enables. QEMU's interrupt enable follows bits 0 and 1. */
export const setBmcGlobalEnables = defineCommand({
  name: "Set BMC Global Enables",
  spec: "22.1",
  netFn: NetFn.App,
  cmd: 0x2e,
  privilege: Privilege.Administrator,
  notInSessions: true,
  request: struct({ enables: globalEnables }),
  response: empty,
  handle({ bmc, channel }, { enables }) {
    bmc.messaging.enable(channel, enables);
    return {};
  },
});

/** §22.2 Get BMC Global Enables. */
export const getBmcGlobalEnables = defineCommand({
  name: "Get BMC Global Enables",
  spec: "22.2",
  netFn: NetFn.App,
  cmd: 0x2f,
  privilege: Privilege.User,
  request: empty,
  response: struct({ enables: globalEnables }),
  handle: ({ bmc, channel }) => ({ enables: bmc.messaging.at(channel).globalEnables }),
});

const messageFlags = bitfield({
  oem2: bit(7),
  oem1: bit(6),
  oem0: bit(5),
  watchdogPreTimeout: bit(3),
  eventMessageBufferFull: bit(1),
  receiveMessageAvailable: bit(0),
});

/** §22.3 Clear Message Flags. Clearing a flag also discards the data that it announced. */
export const clearMessageFlags = defineCommand({
  name: "Clear Message Flags",
  spec: "22.3",
  netFn: NetFn.App,
  cmd: 0x30,
  privilege: Privilege.Administrator,
  notInSessions: true,
  request: struct({ flags: messageFlags }),
  response: empty,
  handle({ bmc, channel }, { flags }) {
    bmc.messaging.at(channel).clear(flags);
    return {};
  },
});

/** §22.4 Get Message Flags. */
export const getMessageFlags = defineCommand({
  name: "Get Message Flags",
  spec: "22.4",
  netFn: NetFn.App,
  cmd: 0x31,
  privilege: Privilege.Administrator,
  notInSessions: true,
  request: empty,
  response: struct({ flags: messageFlags }),
  handle: ({ bmc, channel }) => ({ flags: bmc.messaging.at(channel).flags }),
});

/** 80h: the buffer is empty. Linux has looped forever on a success without data. */
const BUFFER_EMPTY = 0x80;

/** §22.8 Read Event Message Buffer. */
export const readEventMessageBuffer = defineCommand({
  name: "Read Event Message Buffer",
  spec: "22.8",
  netFn: NetFn.App,
  cmd: 0x35,
  privilege: Privilege.Administrator,
  notInSessions: true,
  request: empty,
  response: struct({ event: bytes(EVENT_MESSAGE_SIZE) }),
  handle({ bmc, channel }) {
    const event = bmc.messaging.at(channel).takeEvent();
    if (!event) throw new IpmiError(BUFFER_EMPTY, "the event message buffer is empty");
    return { event };
  },
});
