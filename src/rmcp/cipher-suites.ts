/** Cipher suites of RMCP+ sessions (IPMI v2 tables 13-17 to 13-19 and 22-20). */
import { SessionStatus } from "./session-status.ts";

export const Authentication = { None: 0, HmacSha1: 1, HmacMd5: 2, HmacSha256: 3 } as const;
export type Authentication = (typeof Authentication)[keyof typeof Authentication];

export const Integrity = { None: 0, HmacSha1: 1, HmacMd5: 2, Md5: 3, HmacSha256: 4 } as const;
export type Integrity = (typeof Integrity)[keyof typeof Integrity];

export const Confidentiality = { None: 0, AesCbc: 1 } as const;
export type Confidentiality = (typeof Confidentiality)[keyof typeof Confidentiality];
/** Algorithms that are not served. */
const XRC4_128 = 2;
const XRC4_40 = 3;

export interface KnownSuite {
  readonly id: number;
  readonly authentication: Authentication;
  readonly integrity: Integrity;
  readonly confidentiality: number;
}

export interface CipherSuite extends KnownSuite {
  readonly confidentiality: Confidentiality;
}

function suite<Cipher extends number>(
  id: number,
  authentication: Authentication,
  integrity: Integrity,
  confidentiality: Cipher,
) {
  return { id, authentication, integrity, confidentiality };
}

/** The suites that can be served, the strongest first. */
export const CIPHER_SUITES: readonly CipherSuite[] = [
  suite(17, Authentication.HmacSha256, Integrity.HmacSha256, Confidentiality.AesCbc),
  suite(3, Authentication.HmacSha1, Integrity.HmacSha1, Confidentiality.AesCbc),
  suite(8, Authentication.HmacMd5, Integrity.HmacMd5, Confidentiality.AesCbc),
  suite(12, Authentication.HmacMd5, Integrity.Md5, Confidentiality.AesCbc),
  suite(16, Authentication.HmacSha256, Integrity.HmacSha256, Confidentiality.None),
  suite(2, Authentication.HmacSha1, Integrity.HmacSha1, Confidentiality.None),
  suite(7, Authentication.HmacMd5, Integrity.HmacMd5, Confidentiality.None),
  suite(11, Authentication.HmacMd5, Integrity.Md5, Confidentiality.None),
  suite(15, Authentication.HmacSha256, Integrity.None, Confidentiality.None),
  suite(1, Authentication.HmacSha1, Integrity.None, Confidentiality.None),
  suite(6, Authentication.HmacMd5, Integrity.None, Confidentiality.None),
  suite(0, Authentication.None, Integrity.None, Confidentiality.None),
];

/** The other suites of table 22-20. A configuration may list them, as dumps of BMCs do, but no client can log in with them. */
const XRC4_SUITES: readonly KnownSuite[] = [
  suite(4, Authentication.HmacSha1, Integrity.HmacSha1, XRC4_128),
  suite(5, Authentication.HmacSha1, Integrity.HmacSha1, XRC4_40),
  suite(9, Authentication.HmacMd5, Integrity.HmacMd5, XRC4_128),
  suite(10, Authentication.HmacMd5, Integrity.HmacMd5, XRC4_40),
  suite(13, Authentication.HmacMd5, Integrity.Md5, XRC4_128),
  suite(14, Authentication.HmacMd5, Integrity.Md5, XRC4_40),
  suite(18, Authentication.HmacSha256, Integrity.HmacSha256, XRC4_128),
  suite(19, Authentication.HmacSha256, Integrity.HmacSha256, XRC4_40),
];

const ALL_SUITES = new Map([...CIPHER_SUITES, ...XRC4_SUITES].map((each) => [each.id, each]));

/** Returns the algorithms of a suite; undefined for an OEM's, whose algorithms are not known. */
export function knownSuite(id: number): KnownSuite | undefined {
  return ALL_SUITES.get(id);
}

/** A client's proposal. Undefined leaves the choice of that algorithm to the BMC. */
export interface ProposedAlgorithms {
  readonly authentication: number | undefined;
  readonly integrity: number | undefined;
  readonly confidentiality: number | undefined;
}

/** The parts of a proposal, with the status that refuses each. */
const PARTS = [
  ["authentication", SessionStatus.InvalidAuthenticationAlgorithm],
  ["integrity", SessionStatus.InvalidIntegrityAlgorithm],
  ["confidentiality", SessionStatus.InvalidConfidentialityAlgorithm],
] as const;

/**
 * Chooses the strongest allowed suite that has all proposed algorithms. Returns the status of the refusal when an
 * algorithm is in no allowed suite, or when each is in one but no allowed suite has them all.
 */
export function chooseSuite(proposed: ProposedAlgorithms, allowedIds: readonly number[]): CipherSuite | SessionStatus {
  const allowed = CIPHER_SUITES.filter(({ id }) => allowedIds.includes(id));
  for (const [part, status] of PARTS) {
    if (!allowed.some((suite) => fits(proposed[part], suite[part]))) return status;
  }
  const chosen = allowed.find((suite) => PARTS.every(([part]) => fits(proposed[part], suite[part])));
  return chosen ?? SessionStatus.NoMatchingCipherSuite;
}

function fits(proposed: number | undefined, algorithm: number): boolean {
  return proposed === undefined || proposed === algorithm;
}
