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
    if (session) return session.end("an operator ended it");
    throw new ControlError("notFound", `there is no session ${given.id}; session list shows those that are open`, {
      argument: "id",
    });
  });
  return {};
};

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
