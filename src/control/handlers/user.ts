import { LONG_PASSWORD_SIZE, NAME_SIZE, PASSWORD_SIZE } from "../../bmc/users.ts";
import { PRIVILEGE_LIMIT } from "../../config/sections/users.ts";
import { Channel } from "../../ipmi/channel.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import type { Machine } from "../../machine.ts";
import type { UserEntry } from "../calls/user.ts";
import { type CallHandler, machineOf } from "../handler.ts";

const userList: CallHandler<"user.list"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const channel = channelOf(machine, given.channel);
  const ids = Array.from({ length: machine.bmc.users.maximum }, (_, index) => index + 1);
  return { channel, users: ids.map((id) => entryOf(machine, id, channel)) };
};

const userSet: CallHandler<"user.set"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  const channel = channelOf(machine, given.channel);
  const { id, name, password, enabled, privilege, ipmiMessaging } = given;
  machine.operate(({ users }) => {
    if (name !== undefined) users.setName(id, padded(name, NAME_SIZE));
    if (password !== undefined) {
      users.setPassword(id, padded(password, password.length > PASSWORD_SIZE ? LONG_PASSWORD_SIZE : PASSWORD_SIZE));
    }
    if (enabled !== undefined) users.enable(id, enabled);
    users.setAccess(id, channel, {
      ...(privilege !== undefined && { privilegeLimit: PRIVILEGE_LIMIT[privilege] }),
      ...(ipmiMessaging !== undefined && { ipmiMessaging }),
    });
  });
  return entryOf(machine, id, channel);
};

/** @throws IpmiError CCh when the channel does not exist */
function channelOf({ bmc }: Machine, wanted: number | undefined): number {
  const { lan } = bmc.options;
  const channel = wanted ?? (lan.present ? lan.channel : Channel.SystemInterface);
  bmc.channels.kindOf(channel);
  return channel;
}

/** Whether a user can open sessions on a channel. */
export function canLogIn({ bmc: { users } }: Machine, id: number, channel: number): boolean {
  const { ipmiMessaging, privilegeLimit } = users.access(id, channel);
  return users.isEnabled(id) && ipmiMessaging && privilegeLimit <= Privilege.Oem;
}

export function entryOf({ bmc: { users } }: Machine, id: number, channel: number): UserEntry {
  const { privilegeLimit, ipmiMessaging, linkAuthentication, restrictedToCallback } = users.access(id, channel);
  const [privilege = `${privilegeLimit}`] =
    Object.entries(PRIVILEGE_LIMIT).find(([, code]) => code === privilegeLimit) ?? [];
  return {
    id,
    name: Buffer.from(users.name(id)).toString("latin1").replaceAll("\0", ""),
    enabled: users.isEnabled(id),
    privilege,
    ipmiMessaging,
    linkAuthentication,
    restrictedToCallback,
  };
}

function padded(text: string, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set(Buffer.from(text, "latin1"));
  return bytes;
}

export const userHandlers = {
  "user.list": userList,
  "user.set": userSet,
};
