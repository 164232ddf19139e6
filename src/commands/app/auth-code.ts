/** Validation of data that a client has signed with a user's password (IPMI §22.21; v1.5 §18.19). */
import { LONG_PASSWORD_SIZE, PASSWORD_SIZE } from "../../bmc/users.ts";
import { bitfield, bits } from "../../codec/bitfield.ts";
import { bytes, rest } from "../../codec/bytes.ts";
import { struct } from "../../codec/struct.ts";
import { channelMeant } from "../../ipmi/channel.ts";
import { defineCommand } from "../../ipmi/command.ts";
import { CompletionCode, IpmiError } from "../../ipmi/completion-code.ts";
import { NetFn } from "../../ipmi/net-fn.ts";
import { Privilege } from "../../ipmi/privilege.ts";
import { AuthenticationType } from "../../ipmi/session.ts";
import { Integrity } from "../../rmcp/cipher-suites.ts";
import { codeOfData } from "../../rmcp/integrity.ts";
import { padded } from "../../rmcp/padded.ts";

const DATA_SIZE = 16;

/** Kinds of numbers in byte 1: authentication types of IPMI 1.5, and integrity algorithms of IPMI 2.0. */
const NumberOf = { AuthenticationType: 0, IntegrityAlgorithm: 1 } as const;
const TYPES = 0x10;

/**
 * §22.21 Get AuthCode. The key is the user's password itself. An IPMI 2.0 code has the size that it has in a packet: 12
 * bytes for HMAC-SHA1-96, 16 for the others.
 */
export const getAuthCode = defineCommand({
  name: "Get AuthCode",
  spec: "22.21",
  netFn: NetFn.App,
  cmd: 0x3f,
  privilege: Privilege.Operator,
  request: struct({
    algorithm: bitfield({ kind: bits(7, 6), number: bits(5, 0) }),
    channel: bitfield({ number: bits(3, 0) }),
    user: bitfield({ id: bits(5, 0) }),
    data: bytes(DATA_SIZE),
  }),
  response: struct({ code: rest }),
  handle({ bmc, channel: own }, { algorithm: { kind, number }, channel, user, data }) {
    bmc.channels.kindOf(channelMeant(channel.number, own));
    const password = bmc.users.password(user.id);
    if (kind === NumberOf.IntegrityAlgorithm) {
      return { code: codeOfData(integrityOf(number), padded(password, LONG_PASSWORD_SIZE), data) };
    }
    if (kind !== NumberOf.AuthenticationType) throw invalid(`byte 1, bits 7:6 are ${kind}; expected 0 or 1`);
    const type = number % TYPES;
    if (type !== AuthenticationType.md5) {
      throw invalid(`authentication type is ${type}; expected ${AuthenticationType.md5}, MD5`);
    }
    if (password.length > PASSWORD_SIZE) {
      throw invalid(
        `the password of user ${user.id} has ${password.length} bytes, and IPMI 1.5 at most ${PASSWORD_SIZE}`,
      );
    }
    return { code: codeOfData(Integrity.Md5, password, data) };
  },
});

function integrityOf(number: number): Integrity {
  const algorithm = Object.values(Integrity).find((each) => each === number);
  if (algorithm) return algorithm;
  throw invalid(`integrity algorithm is ${number}; expected ${Integrity.HmacSha1} to ${Integrity.HmacSha256}`);
}

function invalid(problem: string): IpmiError {
  return new IpmiError(CompletionCode.InvalidDataField, problem);
}
