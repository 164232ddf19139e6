/** Sessions (IPMI §22.18–§22.20). */

import { privilegeLimit } from "../../bmc/lan/logins.ts";
import type { Sessions } from "../../bmc/lan/sessions.ts";
import { bitfield, bits } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { u8, u16, u32 } from "../../codec/integer.ts";
import type { Layout } from "../../codec/layout.ts";
import { empty, optional, struct } from "../../codec/struct.ts";
import { type CommandContext, defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege, privilegeName, privilegeOf } from "../../ipmi/privilege.ts";
import type { Session } from "../../ipmi/session.ts";

const level = bitfield({ privilege: bits(3, 0) });

const PRESENT = 0;
const PrivilegeCode = { NotAvailable: 0x80, ExceedsLimit: 0x81 } as const;

/** §22.18 Set Session Privilege Level. In-band it is C1h, because the system interface has no sessions. */
export const setSessionPrivilegeLevel = defineCommand({
  name: "Set Session Privilege Level",
  spec: "22.18",
  netFn: NetFn.App,
  cmd: 0x3b,
  privilege: Privilege.User,
  request: struct({ requested: level }),
  response: struct({ present: level }),
  handle({ bmc, channel, session }, { requested: { privilege } }) {
    if (!session) throw new IpmiError(CompletionCode.InvalidCommand, "the request came without a session");
    if (privilege === PRESENT) return { present: { privilege: session.privilege } };
    const wanted = privilegeOf(privilege);
    if (!wanted || wanted === Privilege.Callback) {
      throw new IpmiError(CompletionCode.InvalidDataField, `privilege level is ${privilege}; expected 0 or 2 to 5`);
    }
    if (privilege > privilegeLimit(bmc, channel, session.userId)) {
      throw new IpmiError(PrivilegeCode.ExceedsLimit, `${privilegeName(wanted)} is above the limit of user or channel`);
    }
    if (privilege > session.highestPrivilege) {
      throw new IpmiError(
        PrivilegeCode.NotAvailable,
        `${privilegeName(wanted)} is above what the session was opened for`,
      );
    }
    session.setPrivilege(wanted);
    return { present: { privilege } };
  },
});

const CloseCode = { InvalidId: 0x87, InvalidHandle: 0x88 } as const;

/** §22.19 Close Session. Only an administrator may close another's; system software always may. */
export const closeSession = defineCommand({
  name: "Close Session",
  spec: "22.19",
  netFn: NetFn.App,
  cmd: 0x3c,
  privilege: Privilege.Callback,
  request: struct({ id: u32, handle: optional(u8) }),
  response: empty,
  handle({ bmc: { sessions }, session: own, privilege }, { id, handle }) {
    const byHandle = id === 0 && handle !== undefined;
    const session = byHandle ? sessions.byHandle(handle) : sessions.byId(id);
    if (!session) throw new IpmiError(byHandle ? CloseCode.InvalidHandle : CloseCode.InvalidId, "no such session");
    if (session !== own && privilege < Privilege.Administrator) {
      throw new IpmiError(CompletionCode.InsufficientPrivilege, "only an administrator may close another session");
    }
    session.end();
    return {};
  },
});

/** Byte 1 of Get Session Info: a number from 1 on is the place among the open sessions. */
const Which = { Own: 0x00, ByHandle: 0xfe, ById: 0xff } as const;

/** The auxiliary bits of a session's channel (v2): the protocol of the session. */
const PROTOCOL = { "1.5": 0, "2.0": 1 } as const;

/** Get Session Info's number, and the handle or ID that follows some numbers. */
const whichSession: Layout<{ readonly which: number; readonly value: number }> = {
  decode(input) {
    const which = input.byte();
    if (which === Which.ByHandle) return { which, value: input.byte() };
    return { which, value: which === Which.ById ? input.unsigned(4) : 0 };
  },
  encode({ which, value }, output) {
    output.byte(which);
    if (which === Which.ByHandle) output.byte(value);
    if (which === Which.ById) output.unsigned(value, 4);
  },
};

/** §22.20 Get Session Info. Without such a session the answer ends after the numbers of sessions. */
export const getSessionInfo = defineCommand({
  name: "Get Session Info",
  spec: "22.20",
  netFn: NetFn.App,
  cmd: 0x3d,
  privilege: Privilege.User,
  request: whichSession,
  response: struct({
    handle: u8,
    possible: bitfield({ count: bits(5, 0) }),
    active: bitfield({ count: bits(5, 0) }),
    session: optional(
      struct({
        user: bitfield({ id: bits(5, 0) }),
        privilege: level,
        channel: bitfield({ protocol: bits(7, 4), number: bits(3, 0) }),
        ipAddress: bytes(4),
        /** Not known: a UDP socket does not tell it. */
        macAddress: bytes(6),
        port: u16,
      }),
    ),
  }),
  handle(context, request) {
    const { sessions } = context.bmc;
    const session = find(context, request);
    const possible = { count: sessions.options.maximum };
    const active = { count: sessions.count };
    if (!session) return { handle: 0, possible, active };
    const { handle, userId, privilege, channel, version, peer } = session;
    const where = { channel: { protocol: PROTOCOL[version], number: channel }, ipAddress: ipv4(peer.address) };
    const more = { user: { id: userId }, privilege: { privilege }, macAddress: new Uint8Array(6), port: peer.port };
    return { handle, possible, active, session: { ...where, ...more } };
  },
});

function find(
  { bmc: { sessions }, session: own }: CommandContext,
  { which, value }: { readonly which: number; readonly value: number },
): Session | undefined {
  if (which === Which.Own) return own;
  return which === Which.ByHandle ? sessions.byHandle(value) : byNumber(sessions, which, value);
}

function byNumber(sessions: Sessions, which: number, id: number): Session | undefined {
  return which === Which.ById ? sessions.byId(id) : sessions.all[which - 1];
}

/** 0.0.0.0 for an IPv6 address, which the answer has no room for. */
function ipv4(address: string): Uint8Array {
  const parts = address.split(".").map(Number);
  return parts.length === 4 ? Uint8Array.from(parts) : new Uint8Array(4);
}
