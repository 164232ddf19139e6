/** Command discovery: the commands that exist on a channel (v2 §21.2–§21.6, §21.11). */
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { bitmap } from "../../codec/bitmap.ts";
import { bcd, rest } from "../../codec/bytes.ts";
import { u8 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";
import { channelMeant } from "../../ipmi/channel.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { allBut, groupFields, groupOf, rangeOf, within } from "./command-group.ts";

const luns = bitfield({ lun3: bits(7, 6), lun2: bits(5, 4), lun1: bits(3, 2), lun0: bits(1, 0) });
const LunSupport = { None: 0, Unrestricted: 1, Restricted: 2 } as const;

/** v2 §21.2 Get NetFn Support. Bit n stands for netFns 2n and 2n + 1. */
export const getNetFnSupport = defineCommand({
  name: "Get NetFn Support",
  spec: "v2 §21.2",
  netFn: NetFn.App,
  cmd: 0x09,
  privilege: Privilege.User,
  request: struct({ channel: groupFields.channel }),
  response: struct({ luns, pairs0: bitmap(4), pairs1: bitmap(4), pairs2: bitmap(4), pairs3: bitmap(4) }),
  handle({ bmc: { channels, firewall }, channel: own }, { channel }) {
    const number = channelMeant(channel.number, own);
    channels.kindOf(number);
    const pairs = (lun: number) => new Set([...firewall.netFns(lun)].map((netFn) => netFn / 2));
    const some = firewall.restricts(number) ? LunSupport.Restricted : LunSupport.Unrestricted;
    const support = (lun: number) => (pairs(lun).size > 0 ? some : LunSupport.None);
    return {
      luns: { lun3: support(3), lun2: support(2), lun1: support(1), lun0: support(0) },
      pairs0: pairs(0),
      pairs1: pairs(1),
      pairs2: pairs(2),
      pairs3: pairs(3),
    };
  },
});

/** v2 §21.3 Get Command Support. A bit is 0 when the command exists. */
export const getCommandSupport = defineCommand({
  name: "Get Command Support",
  spec: "v2 §21.3",
  netFn: NetFn.App,
  cmd: 0x0a,
  privilege: Privilege.User,
  request: struct({ ...groupFields, body: rest }),
  response: struct({ unavailable: bitmap(16) }),
  handle(context, request) {
    const supported = context.bmc.firewall.supported(groupOf(context, request, request.body));
    return { unavailable: allBut(within(supported, rangeOf(request.netFn)), 128) };
  },
});

/**
 * The specifications that number the sub-functions: IPMI 2.0, document revision 1.1, errata 7; DCMI 1.5, revision 1.0.
 */
const IPMI = { specification: { type: 0, errata: 7 }, version: { major: 2, minor: 0 }, revision: 11 } as const;
const DCMI = { specification: { type: 0, errata: 0 }, version: { major: 1, minor: 5 }, revision: 10 } as const;

/**
 * v2 §21.4 Get Command Sub-function Support. Three bytes precede the mask, as FreeIPMI expects; ipmitool misreads them
 * as the first bytes of the mask.
 */
export const getCommandSubFunctionSupport = defineCommand({
  name: "Get Command Sub-function Support",
  spec: "v2 §21.4",
  netFn: NetFn.App,
  cmd: 0x0b,
  privilege: Privilege.User,
  request: struct({ ...groupFields, command: u8, body: rest }),
  response: struct({
    specification: bitfield({ type: bits(7, 4), errata: bits(3, 0) }),
    version: bitfield({ minor: bits(7, 4), major: bits(3, 0) }),
    revision: bcd,
    unavailable: bitmap(4),
  }),
  handle(context, request) {
    const group = groupOf(context, request, request.body);
    const supported = context.bmc.firewall.subFunctions(group, request.command);
    return { ...(group.netFn === NetFn.GroupExtension ? DCMI : IPMI), unavailable: allBut(supported, 32) };
  },
});

/** v2 §21.5 Get Configurable Commands. A bit is 1 when the command can be disabled, as ipmitool reads it. */
export const getConfigurableCommands = defineCommand({
  name: "Get Configurable Commands",
  spec: "v2 §21.5",
  netFn: NetFn.App,
  cmd: 0x0c,
  privilege: Privilege.User,
  request: struct({ ...groupFields, body: rest }),
  response: struct({ configurable: bitmap(16) }),
  handle(context, request) {
    const configurable = context.bmc.firewall.configurable(groupOf(context, request, request.body));
    return { configurable: within(configurable, rangeOf(request.netFn)) };
  },
});

/** v2 §21.6 Get Configurable Command Sub-functions. All existing sub-functions can be disabled. */
export const getConfigurableCommandSubFunctions = defineCommand({
  name: "Get Configurable Command Sub-functions",
  spec: "v2 §21.6",
  netFn: NetFn.App,
  cmd: 0x0d,
  privilege: Privilege.User,
  request: struct({ ...groupFields, command: u8, body: rest }),
  response: struct({ configurable: bitmap(4) }),
  handle(context, request) {
    const group = groupOf(context, request, request.body);
    return { configurable: context.bmc.firewall.subFunctions(group, request.command) };
  },
});

/**
 * v2 §21.11 Get OEM NetFn IANA Support. Returns one defining body of a group netFn per request. OEM groups have no
 * list: configuration tells OEM commands apart by their data, not by their owner. The position of the "last" bit
 * follows FreeIPMI.
 */
export const getOemNetFnIanaSupport = defineCommand({
  name: "Get OEM NetFn IANA Support",
  spec: "v2 §21.11",
  netFn: NetFn.App,
  cmd: 0x64,
  privilege: Privilege.User,
  request: struct({
    channel: groupFields.channel,
    netFn: bitfield({ pair: bits(5, 1) }),
    list: bitfield({ index: bits(5, 0) }),
  }),
  response: struct({ list: bitfield({ last: bit(0) }), luns, body: u8 }),
  handle({ bmc: { channels, firewall }, channel: own }, { channel, netFn, list: { index } }) {
    const number = channelMeant(channel.number, own);
    channels.kindOf(number);
    if (2 * netFn.pair !== NetFn.GroupExtension) {
      throw new IpmiError(
        CompletionCode.InvalidDataField,
        `netFn is ${2 * netFn.pair}; expected ${NetFn.GroupExtension}, the only group netFn with a list`,
      );
    }
    const bodies = firewall.bodies(NetFn.GroupExtension);
    const body = bodies[index];
    if (body === undefined)
      throw new IpmiError(
        CompletionCode.ParameterOutOfRange,
        `list index is ${index}; expected less than ${bodies.length}`,
      );
    const lun0 = firewall.restricts(number) ? LunSupport.Restricted : LunSupport.Unrestricted;
    return { list: { last: index === bodies.length - 1 }, luns: { lun3: 0, lun2: 0, lun1: 0, lun0 }, body };
  },
});
