/** Inputs of a log-in's codes and keys: those of the specification, or those of BMCs that faults imitate. */
import type { LanContent } from "../replies/lan-fault.ts";
import { Authentication, type CipherSuite, Integrity } from "../rmcp/cipher-suites.ts";
import { roleOf, roleWith } from "../rmcp/rakp.ts";
import type { Handshake } from "../rmcp/session-keys.ts";

export interface RakpCodes {
  /** Facts for RAKP 2's code and the session's keys. */
  readonly handshake: Handshake;
  /** Facts that RAKP 3 proves. */
  readonly proven: Handshake;
  readonly password: Uint8Array;
  /** Algorithm of RAKP 4's check value. */
  readonly checkValue: Authentication;
}

interface RakpFacts extends Pick<RakpCodes, "handshake" | "password"> {
  readonly suite: CipherSuite;
  /** The privilege of the Open Session Request. */
  readonly wanted: number;
}

/** Bytes of a password that Intel's BMCs put into HMAC-MD5. */
const INTEL_MD5_PASSWORD_SIZE = 16;

export function rakpCodes(facts: RakpFacts, content: LanContent | undefined): RakpCodes {
  const { suite, wanted } = facts;
  const isHashedOtherwise = content?.hashedPrivilege === "openSession";
  const role = isHashedOtherwise ? roleWith(facts.handshake.role, wanted) : facts.handshake.role;
  const handshake = { ...facts.handshake, role };
  const codes = { handshake, proven: handshake, password: facts.password, checkValue: suite.authentication };
  return content?.rakp === "intel" ? intelCodes(codes, suite) : codes;
}

/** The differences that FreeIPMI (intel20) and ipmitool (intelplus) both know, and the short password of FreeIPMI's. */
function intelCodes({ handshake, password }: RakpCodes, { authentication, integrity }: CipherSuite): RakpCodes {
  const { userName } = handshake;
  const end = userName.indexOf(0);
  const proven = {
    ...handshake,
    role: roleOf(handshake.role).privilege,
    userName: end < 0 ? userName : userName.subarray(0, end),
  };
  const isCut = authentication === Authentication.HmacMd5;
  return {
    handshake,
    proven,
    password: isCut ? password.subarray(0, INTEL_MD5_PASSWORD_SIZE) : password,
    checkValue: AUTHENTICATION_OF[integrity] ?? authentication,
  };
}

/** Authentication algorithms with the hash of an integrity algorithm. No client knows one for MD5-128. */
const AUTHENTICATION_OF: Readonly<Partial<Record<Integrity, Authentication>>> = {
  [Integrity.None]: Authentication.None,
  [Integrity.HmacSha1]: Authentication.HmacSha1,
  [Integrity.HmacMd5]: Authentication.HmacMd5,
  [Integrity.HmacSha256]: Authentication.HmacSha256,
};
