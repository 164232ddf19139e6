/** Authentication types and cipher suites of a channel (§22.13, v2 §22.15). */
import { SecurityKey } from "../../bmc/lan/security-keys.ts";
import { bit, bitfield, bits, notBit } from "../../codec/bitfield.ts";
import { rest } from "../../codec/bytes.ts";
import { u8, u24 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";
import { channelMeant } from "../../ipmi/channel.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { UNSERVED_TYPES } from "../../rmcp/auth-type.ts";
import { lanOf } from "../lan-channel.ts";
import { algorithmsOf, suiteRecords } from "./cipher-suites.ts";

/** Privilege levels 1 to 5, as LAN parameter 2 has them. */
export const LEVELS = ["callback", "user", "operator", "administrator", "oem"] as const;

/** Some clients would choose these first. */
const NOT_SERVED = Object.fromEntries(UNSERVED_TYPES.map((type) => [type, false]));

/** §22.13 Get Channel Authentication Capabilities. The v2 fields are set only when the request asks for them. */
export const getChannelAuthenticationCapabilities = defineCommand({
  name: "Get Channel Authentication Capabilities",
  spec: "22.13",
  netFn: NetFn.App,
  cmd: 0x38,
  privilege: Privilege.Callback,
  request: struct({
    from: bitfield({ extended: bit(7), channel: bits(3, 0) }),
    limit: bitfield({ privilege: bits(3, 0) }),
  }),
  response: struct({
    channel: u8,
    types: bitfield({ extended: bit(7), oem: bit(5), password: bit(4), md5: bit(2), md2: bit(1), none: bit(0) }),
    status: bitfield({
      kgSet: bit(5),
      perMessageAuthentication: notBit(4),
      userLevelAuthentication: notBit(3),
      named: bit(2),
      nullName: bit(1),
      anonymous: bit(0),
    }),
    versions: bitfield({ v2: bit(1), v15: bit(0) }),
    oemId: u24,
    oemAuxiliary: u8,
  }),
  handle(context, { from, limit: { privilege } }) {
    const { bmc, channel: own } = context;
    const lan = lanOf(context, from.channel);
    const channel = channelMeant(from.channel, own);
    const level = LEVELS[privilege - 1];
    if (!level)
      throw new IpmiError(CompletionCode.InvalidDataField, `privilege level is ${privilege}; expected 1 to 5`);
    const { perMessageAuthentication, userLevelAuthentication } = bmc.channels.access(channel, "volatile");
    const v2 = lan.cipherSuites.length > 0;
    const extended = from.extended && v2;
    const isServed = lan.doorPort !== undefined;
    const v15 = Object.values(lan.authenticationTypes).includes(true);
    return {
      channel,
      types: { extended, ...lan.values.authenticationEnables[level], ...(isServed && NOT_SERVED) },
      status: {
        kgSet: extended && lan.securityKeys.isSet(SecurityKey.Kg),
        perMessageAuthentication,
        userLevelAuthentication,
        ...bmc.users.logins(channel),
      },
      versions: extended ? { v2, v15 } : { v2: false, v15: false },
      oemId: 0,
      oemAuxiliary: 0,
    };
  },
});

const MAX_BYTES = 16;

/** The last payload type that has cipher suites: 0 is IPMI messages, 1 is SOL, and both use the same suites. */
const LAST_PAYLOAD_TYPE = 1;

/** v2 §22.15 Get Channel Cipher Suites. Sends up to 16 bytes of the list per request; fewer than 16 mark its end. */
export const getChannelCipherSuites = defineCommand({
  name: "Get Channel Cipher Suites",
  spec: "v2 §22.15",
  netFn: NetFn.App,
  cmd: 0x54,
  privilege: Privilege.Callback,
  request: struct({
    channel: bitfield({ number: bits(3, 0) }),
    payload: bitfield({ type: bits(5, 0) }),
    list: bitfield({ bySuite: bit(7), index: bits(5, 0) }),
  }),
  response: struct({ channel: u8, data: rest }),
  handle(context, { channel, payload: { type }, list }) {
    const { cipherSuites } = lanOf(context, channel.number);
    if (type > LAST_PAYLOAD_TYPE)
      throw new IpmiError(CompletionCode.InvalidDataField, `payload type is ${type}; expected 0 or 1`);
    const all = list.bySuite ? suiteRecords(cipherSuites) : algorithmsOf(cipherSuites);
    const start = list.index * MAX_BYTES;
    return { channel: channelMeant(channel.number, context.channel), data: all.subarray(start, start + MAX_BYTES) };
  },
});
