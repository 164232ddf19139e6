/**
 * The user of an RMCP+ log-in: whom RAKP 1 names, and whom RAKP 3 proves. Before the proof an unknown name, a wrong
 * password, too high a privilege and too many sessions look the same, unless the settings reveal user names.
 */
import type { Bmc } from "../bmc/bmc.ts";
import { hasSessionFor, mayLogIn, privilegeLimit, userNamed } from "../bmc/lan/logins.ts";
import { Privilege, privilegeOf } from "../ipmi/privilege.ts";
import { type Rakp1, roleOf } from "../rmcp/rakp.ts";
import { SessionStatus } from "../rmcp/session-status.ts";

export interface NamedUser {
  /** Undefined: no user who may log in has the name. */
  readonly userId: number | undefined;
  /** Undefined: the client asked for more than the user may have. */
  readonly privilege: Privilege | undefined;
}

export interface ProvenUser {
  readonly userId: number;
  readonly privilege: Privilege;
}

export const LAST_PRIVILEGE = Privilege.Oem;

/** `maxPrivilege`: that of the Open Session Response. */
export function namedUser(bmc: Bmc, maxPrivilege: number, rakp1: Rakp1): NamedUser | SessionStatus {
  const { channel, revealUserNames } = bmc.options.lan;
  const { privilege: wanted, isNameOnly } = roleOf(rakp1.role);
  if (wanted > LAST_PRIVILEGE) return SessionStatus.InvalidRole;
  if (wanted > maxPrivilege) return SessionStatus.UnauthorizedRole;
  const userId = userNamed(bmc, channel, rakp1.userName, isNameOnly ? undefined : wanted);
  const ofUser = userId === undefined ? LAST_PRIVILEGE : privilegeLimit(bmc, channel, userId);
  const limit = Math.min(ofUser, maxPrivilege);
  const privilege = wanted > limit ? undefined : privilegeOf(wanted === 0 ? limit : wanted);
  if (revealUserNames) {
    if (userId === undefined) return SessionStatus.UnauthorizedName;
    if (privilege === undefined) return SessionStatus.UnauthorizedRole;
    if (!hasSessionFor(bmc, channel, userId)) return SessionStatus.NoResourcesAtRole;
  }
  return { userId, privilege };
}

/** `address`: the client's. `isRight`: whether RAKP 3's code is that of the user's password. */
export function provenUser(
  bmc: Bmc,
  address: string,
  { userId, privilege }: NamedUser,
  isRight: boolean,
): ProvenUser | SessionStatus {
  const { channel } = bmc.options.lan;
  // A lock-out holds for log-ins that are under way, too. They fail as those with a wrong password do.
  if (!isRight || userId === undefined || !mayLogIn(bmc, channel, userId)) {
    return SessionStatus.InvalidIntegrityCheckValue;
  }
  if (privilege === undefined) return SessionStatus.UnauthorizedRole;
  if (!hasSessionFor(bmc, channel, userId)) return SessionStatus.NoResourcesAtRole;
  return bmc.sessions.isFullFor(address) ? SessionStatus.NoResources : { userId, privilege };
}

export function countWrongPassword(bmc: Bmc, { userId }: NamedUser): void {
  if (userId !== undefined && mayLogIn(bmc, bmc.options.lan.channel, userId)) bmc.lan.lockOut.failed(userId);
}
