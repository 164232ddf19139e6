/** Channels: what they are, and what may come by them (IPMI §22.22–§22.24; v1.5 chapter 18). */
import type { ChannelKind, Copy } from "../../bmc/channels.ts";
import { bitfield, bits, notBit } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { u24 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { ChannelMedium, ChannelProtocol, channelMeant } from "../../ipmi/channel.ts";
import { type CommandContext, defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

const channelNumber = bitfield({ number: bits(3, 0) });

/** What bits 7:6 say of the bits below them. 11b is reserved; 00b changes nothing, and is reserved where they are read. */
const COPIES: Readonly<Partial<Record<number, Copy>>> = { 1: "nonVolatile", 2: "volatile" };

/** @throws IpmiError CCh for what is reserved. */
function copyOf(operation: number): Copy {
  const copy = COPIES[operation];
  if (copy) return copy;
  throw new IpmiError(CompletionCode.InvalidDataField, `reserved: ${operation} as the copy of channel access`);
}

/** §22.22 Set Channel Access. Both halves are looked at before one is changed. */
export const setChannelAccess = defineCommand({
  name: "Set Channel Access",
  spec: "22.22",
  netFn: NetFn.App,
  cmd: 0x40,
  privilege: Privilege.Administrator,
  request: struct({
    channel: channelNumber,
    access: bitfield({
      operation: bits(7, 6),
      pefAlerting: notBit(5),
      perMessageAuthentication: notBit(4),
      userLevelAuthentication: notBit(3),
      mode: bits(2, 0),
    }),
    limit: bitfield({ operation: bits(7, 6), privilege: bits(3, 0) }),
  }),
  response: empty,
  handle({ bmc: { channels }, channel: own }, { channel, access, limit }) {
    const number = channelMeant(channel.number, own);
    channels.access(number, "volatile");
    if (limit.operation !== 0) {
      copyOf(limit.operation);
      if (limit.privilege < Privilege.Callback || limit.privilege > Privilege.Oem) {
        throw new IpmiError(CompletionCode.InvalidDataField, `no privilege level ${limit.privilege}`);
      }
    }
    if (access.operation !== 0) {
      const { operation, ...settings } = access;
      channels.setAccess(number, copyOf(operation), settings);
    }
    if (limit.operation !== 0) {
      channels.setAccess(number, copyOf(limit.operation), { privilegeLimit: limit.privilege });
    }
    return {};
  },
});

/** §22.23 Get Channel Access. */
export const getChannelAccess = defineCommand({
  name: "Get Channel Access",
  spec: "22.23",
  netFn: NetFn.App,
  cmd: 0x41,
  privilege: Privilege.User,
  request: struct({ channel: channelNumber, which: bitfield({ copy: bits(7, 6) }) }),
  response: struct({
    access: bitfield({
      pefAlerting: notBit(5),
      perMessageAuthentication: notBit(4),
      userLevelAuthentication: notBit(3),
      mode: bits(2, 0),
    }),
    limit: bitfield({ privilege: bits(3, 0) }),
  }),
  handle({ bmc: { channels }, channel: own }, { channel, which }) {
    const { privilegeLimit, ...access } = channels.access(channelMeant(channel.number, own), copyOf(which.copy));
    return { access, limit: { privilege: privilegeLimit } };
  },
});

/** The IANA enterprise number of the IPMI specification itself: whose channel protocols these are. */
const IPMI_ENTERPRISE = 7154;
/** Auxiliary information of the system interface: no interrupt known for messages, none for events (FFh each). */
const INTERRUPTS_UNKNOWN = Uint8Array.of(0xff, 0xff);
const NO_AUXILIARY = new Uint8Array(2);

const SessionSupport = { None: 0, Multiple: 2 } as const;

function describe(kind: ChannelKind, { bmc }: CommandContext) {
  const auxiliary = kind === "systemInterface" ? INTERRUPTS_UNKNOWN : NO_AUXILIARY;
  const protocol = kind === "systemInterface" ? bmc.options.systemInterface : "ipmb";
  return {
    medium: { type: ChannelMedium[kind] },
    protocol: { type: ChannelProtocol[protocol] },
    session: { support: kind === "lan" ? SessionSupport.Multiple : SessionSupport.None, active: 0 },
    vendorId: IPMI_ENTERPRISE,
    auxiliary,
  };
}

/** §22.24 Get Channel Info. QEMU, not we, knows the interrupt of the system interface. */
export const getChannelInfo = defineCommand({
  name: "Get Channel Info",
  spec: "22.24",
  netFn: NetFn.App,
  cmd: 0x42,
  privilege: Privilege.User,
  request: struct({ channel: channelNumber }),
  response: struct({
    channel: channelNumber,
    medium: bitfield({ type: bits(6, 0) }),
    protocol: bitfield({ type: bits(4, 0) }),
    session: bitfield({ support: bits(7, 6), active: bits(5, 0) }),
    vendorId: u24,
    auxiliary: bytes(2),
  }),
  handle(context, { channel }) {
    const number = channelMeant(channel.number, context.channel);
    return { channel: { number }, ...describe(context.bmc.channels.kindOf(number), context) };
  },
});
