/** Channels, their properties and their access settings (IPMI §22.22–§22.24; v1.5 chapter 18). */
import type { Bmc } from "../../bmc/bmc.ts";
import type { Copy } from "../../bmc/channels.ts";
import { bitfield, bits, notBit } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { u24 } from "../../codec/integer.ts";
import { empty, struct } from "../../codec/struct.ts";
import { ChannelMedium, ChannelProtocol, channelMeant } from "../../ipmi/channel.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

const channelNumber = bitfield({ number: bits(3, 0) });

/**
 * The copy of the settings that bits 7:6 select. 11b is reserved. 00b means "no change" in a Set and is reserved in a
 * Get.
 */
const COPIES: Readonly<Partial<Record<number, Copy>>> = { 1: "nonVolatile", 2: "volatile" };

/** Returns the selected copy. Throws `IpmiError` CCh for a reserved value. */
function copyOf(operation: number): Copy {
  const copy = COPIES[operation];
  if (copy) return copy;
  throw new IpmiError(CompletionCode.InvalidDataField, `the copy of channel access is ${operation}; expected 1 or 2`);
}

/** §22.22 Set Channel Access. Checks both halves before it changes one. */
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
        throw new IpmiError(CompletionCode.InvalidDataField, `privilege level is ${limit.privilege}; expected 1 to 5`);
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

/**
 * The IANA enterprise number of the IPMI forum. As vendor ID it says that the channel protocol is the specification's.
 */
const IPMI_ENTERPRISE = 7154;
/** Auxiliary information of the system interface: no known interrupt for messages or events (FFh each). */
const INTERRUPTS_UNKNOWN = Uint8Array.of(0xff, 0xff);
const NO_AUXILIARY = new Uint8Array(2);

const SessionSupport = { None: 0, Multiple: 2 } as const;

function describe(number: number, { channels, messaging, sessions }: Bmc) {
  const kind = channels.kindOf(number);
  const auxiliary = kind === "systemInterface" ? INTERRUPTS_UNKNOWN : NO_AUXILIARY;
  const protocol = kind === "systemInterface" ? messaging.at(number).kind : "ipmb";
  return {
    medium: { type: ChannelMedium[kind] },
    protocol: { type: ChannelProtocol[protocol] },
    session:
      kind === "lan"
        ? { support: SessionSupport.Multiple, active: sessions.count }
        : { support: SessionSupport.None, active: 0 },
    vendorId: IPMI_ENTERPRISE,
    auxiliary,
  };
}

/** §22.24 Get Channel Info. The system interface's interrupt is known only to QEMU, so it is reported as unknown. */
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
  handle({ bmc, channel: own }, { channel }) {
    const number = channelMeant(channel.number, own);
    return { channel: { number }, ...describe(number, bmc) };
  },
});
