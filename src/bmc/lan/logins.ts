/** The rules of a log-in on the LAN channel, and the privilege limits of a session (IPMI §6.8, §6.9, §22.26). */
import type { Bmc } from "../bmc.ts";
import { NAME_SIZE } from "../users.ts";

/** §22.26: value of a privilege limit that gives no access. */
const NO_ACCESS = 0x0f;

/**
 * Finds the enabled user with a name who may send IPMI messages on the channel and is not locked out.
 *
 * @param name up to 16 bytes; empty for the null user
 * @param privilege only a user with exactly this privilege limit (v2 §13.20: lookup by name and privilege)
 */
export function userNamed(bmc: Bmc, channel: number, name: Uint8Array, privilege?: number): number | undefined {
  const padded = paddedName(name);
  let found: number | undefined;
  // All users are looked at, whatever the name, so that the time tells nothing.
  for (let id = bmc.users.maximum; id >= 1; id--) {
    if (!isSame(padded, bmc.users.name(id)) || !mayLogIn(bmc, channel, id)) continue;
    if (privilege === undefined || bmc.users.access(id, channel).privilegeLimit === privilege) found = id;
  }
  return found;
}

/** Returns a name as a user has it: 16 bytes, the rest of which are 00h. */
export function paddedName(name: Uint8Array): Uint8Array {
  if (name.length === NAME_SIZE) return name;
  const padded = new Uint8Array(NAME_SIZE);
  padded.set(name.subarray(0, NAME_SIZE));
  return padded;
}

/** Whether two names of 16 bytes are one. Node's comparison takes four times as long, and a shared door makes thousands. */
function isSame(a: Uint8Array, b: Uint8Array): boolean {
  for (let at = 0; at < NAME_SIZE; at++) if (a[at] !== b[at]) return false;
  return true;
}

export function mayLogIn(bmc: Bmc, channel: number, userId: number): boolean {
  const { ipmiMessaging, privilegeLimit } = bmc.users.access(userId, channel);
  if (!bmc.users.isEnabled(userId) || !ipmiMessaging || privilegeLimit === NO_ACCESS) return false;
  return !bmc.lan.lockOut.isLocked(userId);
}

/** The lower of the user's limit and the channel's. */
export function privilegeLimit(bmc: Bmc, channel: number, userId: number): number {
  const { privilegeLimit: ofUser } = bmc.users.access(userId, channel);
  return Math.min(ofUser, bmc.channels.access(channel, "volatile").privilegeLimit);
}

/** Whether the user may open another session (§22.26, byte 4; 0 is no limit of its own). */
export function hasSessionFor(bmc: Bmc, channel: number, userId: number): boolean {
  const { sessionLimit } = bmc.users.access(userId, channel);
  return sessionLimit === 0 || bmc.sessions.countOf(userId) < sessionLimit;
}

/**
 * Parameter 24: the privilege limit of a cipher suite, by its place in parameter 23, low nibble first. 0 if the suite is
 * not offered or not used.
 */
export function suiteLimit({ lan }: Bmc, suite: number): number {
  const place = lan.cipherSuites.indexOf(suite);
  if (place < 0) return 0;
  const pair = lan.values.cipherSuitePrivileges[Math.floor(place / 2)] ?? 0;
  return place % 2 === 0 ? pair % 16 : Math.floor(pair / 16);
}
