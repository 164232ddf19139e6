/** Users (IPMI §22.26–§22.30; v1.5 chapter 18). */
import { LONG_PASSWORD_SIZE, NAME_SIZE, PASSWORD_SIZE } from "../../bmc/users.ts";
import { bit, bitfield, bits } from "../../codec/bitfield.ts";
import { bytes, rest } from "../../codec/bytes.ts";
import { empty, optional, struct } from "../../codec/struct.ts";
import { channelMeant } from "../../ipmi/channel.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";

const userId = bitfield({ id: bits(5, 0) });
const channelNumber = bitfield({ number: bits(3, 0) });

const NO_ACCESS = 0x0f;

/**
 * §22.26 Set User Access. Channels without sessions keep user access too, although nothing checks it: ipmitool sets it
 * in-band.
 */
export const setUserAccess = defineCommand({
  name: "Set User Access",
  spec: "22.26",
  netFn: NetFn.App,
  cmd: 0x43,
  privilege: Privilege.Administrator,
  request: struct({
    access: bitfield({
      change: bit(7),
      restrictedToCallback: bit(6),
      linkAuthentication: bit(5),
      ipmiMessaging: bit(4),
      channel: bits(3, 0),
    }),
    user: userId,
    limits: bitfield({ privilege: bits(3, 0) }),
    sessions: optional(bitfield({ limit: bits(3, 0) })),
  }),
  response: empty,
  handle({ bmc, channel: own }, { access, user, limits: { privilege }, sessions }) {
    const { change, channel, ...flags } = access;
    const number = channelMeant(channel, own);
    bmc.channels.kindOf(number);
    if (privilege !== NO_ACCESS && (privilege < Privilege.Callback || privilege > Privilege.Oem)) {
      throw new IpmiError(CompletionCode.InvalidDataField, `privilege level is ${privilege}; expected 1 to 5 or 15`);
    }
    bmc.users.setAccess(user.id, number, {
      ...(change && flags),
      privilegeLimit: privilege,
      ...(sessions && { sessionLimit: sessions.limit }),
    });
    if (change && flags.ipmiMessaging) bmc.lan.lockOut.unlock(user.id);
    return {};
  },
});

/** v2: byte 4, bits 7:6. Set User Password changes this status. */
const EnableStatus = { Enabled: 1, Disabled: 2 } as const;

/** §22.27 Get User Access. A user who is locked out after bad passwords has no IPMI messaging. */
export const getUserAccess = defineCommand({
  name: "Get User Access",
  spec: "22.27",
  netFn: NetFn.App,
  cmd: 0x44,
  privilege: Privilege.Operator,
  request: struct({ channel: channelNumber, user: userId }),
  response: struct({
    maximum: bitfield({ ids: bits(5, 0) }),
    enabled: bitfield({ status: bits(7, 6), ids: bits(5, 0) }),
    fixedNames: bitfield({ ids: bits(5, 0) }),
    access: bitfield({
      restrictedToCallback: bit(6),
      linkAuthentication: bit(5),
      ipmiMessaging: bit(4),
      privilegeLimit: bits(3, 0),
    }),
  }),
  handle({ bmc: { channels, lan, users }, channel: own }, { channel, user: { id } }) {
    const number = channelMeant(channel.number, own);
    const isLocked = channels.kindOf(number) === "lan" && lan.lockOut.isLocked(id);
    const { ipmiMessaging, ...access } = users.access(id, number);
    return {
      maximum: { ids: users.maximum },
      enabled: {
        status: users.isEnabled(id) ? EnableStatus.Enabled : EnableStatus.Disabled,
        ids: users.countEnabled(number),
      },
      fixedNames: { ids: users.fixedNames },
      access: { ...access, ipmiMessaging: ipmiMessaging && !isLocked },
    };
  },
});

/** §22.28 Set User Name. */
export const setUserName = defineCommand({
  name: "Set User Name",
  spec: "22.28",
  netFn: NetFn.App,
  cmd: 0x45,
  privilege: Privilege.Administrator,
  request: struct({ user: userId, name: bytes(NAME_SIZE) }),
  response: empty,
  handle({ bmc }, { user, name }) {
    bmc.users.setName(user.id, name);
    return {};
  },
});

/** §22.29 Get User Name. A user without a name has an empty one; some BMCs answer CCh instead. */
export const getUserName = defineCommand({
  name: "Get User Name",
  spec: "22.29",
  netFn: NetFn.App,
  cmd: 0x46,
  privilege: Privilege.Operator,
  request: struct({ user: userId }),
  response: struct({ name: bytes(NAME_SIZE) }),
  handle: ({ bmc }, { user }) => ({ name: bmc.users.name(user.id) }),
});

const Operation = { Disable: 0, Enable: 1, SetPassword: 2, TestPassword: 3 } as const;

/** §22.30 Set User Password. Only v2 has passwords of 20 bytes. */
export const setUserPassword = defineCommand({
  name: "Set User Password",
  spec: "22.30",
  netFn: NetFn.App,
  cmd: 0x47,
  privilege: Privilege.Administrator,
  request: struct({
    user: bitfield({ longPassword: bit(7), id: bits(5, 0) }),
    action: bitfield({ operation: bits(1, 0) }),
    /** Ignored when the operation enables or disables the user. */
    password: rest,
  }),
  response: empty,
  handle({ bmc: { lan, users } }, { user: { id, longPassword }, action: { operation }, password }) {
    if (operation === Operation.Disable || operation === Operation.Enable) {
      users.enable(id, operation === Operation.Enable);
      if (operation === Operation.Enable) lan.lockOut.unlock(id);
      return {};
    }
    const size = longPassword ? LONG_PASSWORD_SIZE : PASSWORD_SIZE;
    if (password.length !== size) {
      throw new IpmiError(
        CompletionCode.DataLengthInvalid,
        `the password has ${password.length} bytes; expected ${size}`,
      );
    }
    if (operation === Operation.SetPassword) users.setPassword(id, password);
    else users.testPassword(id, password);
    return {};
  },
});
