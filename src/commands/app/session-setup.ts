/** Set-up of IPMI 1.5 sessions (IPMI §22.16, §22.17). Only the LAN door has it: in-band both commands are C1h. */

import type { AuthenticationTypes } from "../../bmc/lan/lan-values.ts";
import { hasSessionFor, mayLogIn, privilegeLimit, userNamed } from "../../bmc/lan/logins.ts";
import { NAME_SIZE } from "../../bmc/users.ts";
import { bitfield, bits } from "../../codec/bitfield.ts";
import { bytes } from "../../codec/bytes.ts";
import { u32 } from "../../codec/integer.ts";
import { struct } from "../../codec/struct.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege, privilegeOf } from "../../ipmi/privilege.ts";
import { AuthenticationType } from "../../ipmi/session.ts";
import { LEVELS } from "./authentication.ts";

const CHALLENGE_SIZE = 16;
const authenticationType = bitfield({ type: bits(3, 0) });

const ChallengeCode = { InvalidName: 0x81, NullUserDisabled: 0x82 } as const;

/** §22.16 Get Session Challenge. */
export const getSessionChallenge = defineCommand({
  name: "Get Session Challenge",
  spec: "22.16",
  netFn: NetFn.App,
  cmd: 0x39,
  privilege: Privilege.Callback,
  request: struct({ authentication: authenticationType, name: bytes(NAME_SIZE) }),
  response: struct({ id: u32, challenge: bytes(CHALLENGE_SIZE) }),
  handle({ bmc, channel, setUp }, { authentication: { type }, name }) {
    if (!setUp) throw onlyOnLan();
    const known = typeOf(type);
    const enables = Object.values(bmc.lan.values.authenticationEnables);
    if (!enables.some((types) => types[known])) throw notEnabled(known, "any privilege level");
    const userId = userNamed(bmc, channel, name);
    const isNull = name.every((byte) => byte === 0);
    if (userId === undefined && setUp.revealsUserNames) {
      const code = isNull ? ChallengeCode.NullUserDisabled : ChallengeCode.InvalidName;
      throw new IpmiError(code, isNull ? "the null user may not log in" : "no user who may log in has this name");
    }
    return setUp.challenge(AuthenticationType[known], userId, name);
  },
});

const ActivateCode = {
  NoSlot: 0x81,
  NoSlotForUser: 0x82,
  SequenceOutOfRange: 0x84,
  PrivilegeExceedsLimit: 0x86,
} as const;

/** §22.17 Activate Session. The door has checked the authentication code. */
export const activateSession = defineCommand({
  name: "Activate Session",
  spec: "22.17",
  netFn: NetFn.App,
  cmd: 0x3a,
  privilege: Privilege.Callback,
  request: struct({
    authentication: authenticationType,
    highest: bitfield({ privilege: bits(3, 0) }),
    challenge: bytes(CHALLENGE_SIZE),
    outboundSequence: u32,
  }),
  response: struct({
    authentication: authenticationType,
    id: u32,
    inboundSequence: u32,
    highest: bitfield({ privilege: bits(3, 0) }),
  }),
  handle({ bmc, channel, setUp }, { authentication: { type }, highest, challenge, outboundSequence }) {
    const answered = setUp?.answered;
    if (!answered) throw onlyOnLan();
    const { userId } = answered;
    const privilege = privilegeOf(highest.privilege);
    const level = LEVELS[highest.privilege - 1];
    if (!privilege || !level) throw invalid(`privilege level is ${highest.privilege}; expected 1 to 5`);
    if (type !== answered.type)
      throw invalid(`authentication type is ${type}; expected the challenge's, ${answered.type}`);
    const known = typeOf(type);
    if (!bmc.lan.values.authenticationEnables[level][known]) throw notEnabled(known, level);
    if (Buffer.compare(challenge, answered.challenge) !== 0)
      throw invalid("the challenge is not the one that was given");
    if (outboundSequence === 0) throw new IpmiError(ActivateCode.SequenceOutOfRange, "the sequence number is 0");
    const limit = mayLogIn(bmc, channel, userId) ? privilegeLimit(bmc, channel, userId) : 0;
    if (highest.privilege > limit) {
      const problem = `privilege is ${highest.privilege}; expected at most ${limit}, the limit of user and channel`;
      throw new IpmiError(ActivateCode.PrivilegeExceedsLimit, problem);
    }
    if (bmc.sessions.isFullFor(answered.address)) throw new IpmiError(ActivateCode.NoSlot, "all sessions are in use");
    if (!hasSessionFor(bmc, channel, userId)) {
      throw new IpmiError(ActivateCode.NoSlotForUser, `user ${userId} has as many sessions as it may have`);
    }
    const { id, inboundSequence } = answered.open(privilege, outboundSequence);
    const { perMessageAuthentication } = bmc.channels.access(channel, "volatile");
    const later = perMessageAuthentication ? type : AuthenticationType.none;
    return { authentication: { type: later }, id, inboundSequence, highest };
  },
});

/** Returns the name of an authentication type that we know. */
function typeOf(type: number): keyof AuthenticationTypes {
  for (const name of ["none", "md2", "md5", "password", "oem"] as const) {
    if (AuthenticationType[name] === type) return name;
  }
  throw invalid(`authentication type is ${type}; expected 0, 2 or 4`);
}

function notEnabled(type: string, level: string): IpmiError {
  return invalid(`authentication type ${type} is not enabled for ${level}`);
}

function invalid(problem: string): IpmiError {
  return new IpmiError(CompletionCode.InvalidDataField, problem);
}

function onlyOnLan(): IpmiError {
  return new IpmiError(CompletionCode.InvalidCommand, "sessions are set up on a LAN channel only");
}
