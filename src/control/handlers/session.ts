import { privilegeName } from "../../ipmi/privilege.ts";
import { peerText, type Session } from "../../ipmi/session.ts";
import type { Machine } from "../../machine.ts";
import type { SessionEntry } from "../calls/session.ts";
import { type CallHandler, machineOf } from "../handler.ts";
import { ControlError } from "../protocol.ts";
import { entryOf as userOf } from "./user.ts";

export const sessionList: CallHandler<"session.list"> = (daemon, given) => {
  const machine = machineOf(daemon, given);
  return { sessions: machine.bmc.sessions.all.map((session) => entryOf(machine, session)) };
};

export const sessionEnd: CallHandler<"session.end"> = (daemon, given) => {
  machineOf(daemon, given).operate(({ sessions }) => {
    const session = sessions.byHandle(given.id);
    if (!session) throw notOpen(given.id, "session list");
    session.end("an operator ended it");
  });
  return {};
};

export const sessionListRedfish: CallHandler<"session.listRedfish"> = (daemon, given) => {
  const sessions = daemon.redfish?.sessionsOf(machineOf(daemon, given)) ?? [];
  return { sessions: sessions.map(({ createdMs: epochMs, end: _, ...session }) => ({ ...session, epochMs })) };
};

export const sessionEndRedfish: CallHandler<"session.endRedfish"> = (daemon, given) => {
  const sessions = daemon.redfish?.sessionsOf(machineOf(daemon, given)) ?? [];
  const session = sessions.find(({ id }) => id === given.id);
  if (!session) throw notOpen(given.id, "session list --redfish");
  session.end();
  return {};
};

function notOpen(id: number | string, list: string): ControlError {
  return new ControlError("notFound", `there is no session ${id}; ${list} shows those that are open`, {
    argument: "id",
  });
}

function entryOf(machine: Machine, session: Session): SessionEntry {
  const { handle, version, userId, channel, privilege, highestPrivilege, peer, idleMs } = session;
  return {
    id: handle,
    version,
    userId,
    user: userOf(machine, userId, channel).name,
    privilege: privilegeName(privilege).toLowerCase(),
    highestPrivilege: privilegeName(highestPrivilege).toLowerCase(),
    peer: peerText(peer),
    idleMs: Math.round(idleMs),
  };
}

export const sessionHandlers = {
  "session.list": sessionList,
  "session.end": sessionEnd,
  "session.listRedfish": sessionListRedfish,
  "session.endRedfish": sessionEndRedfish,
};
