/** `replies.lan`: faults in the datagrams of a LAN door. */
import { z } from "zod";
import { commandCode } from "../values/command-code.ts";
import { bytePattern, bytes, group, integer, lazily, oneOf, text } from "../values/values.ts";
import { countShape, NTH_OR_EVERY, nthOrEvery, time } from "./reply-scope.ts";

/** The largest UDP payload over IPv4. */
const MAX_DATAGRAM = 65_507;
const MAX_OFFSET = 0x7fffffff;

const MESSAGES = ["ping", "pong", "openSession", "rakp1", "rakp2", "rakp3", "rakp4", "ipmi", "sol"] as const;

const when = lazily(() =>
  group({
    message: oneOf(MESSAGES)
      .optional()
      .describe(`Only this kind of datagram: ${MESSAGES.join(", ")}. openSession is the request and the response.`)
      .meta({ examples: ["rakp2"] }),
    command: commandCode()
      .transform(({ netFn, cmd }) => ({ netFn, cmd }))
      .optional()
      .describe('Only answers to this command: its name, or netFn and cmd in hex, "06 38".')
      .meta({ examples: ["Get Channel Authentication Capabilities"] }),
    data: bytePattern()
      .optional()
      .describe('Only answers to requests with this data: "8e ??". See data in replies.rules.')
      .meta({ examples: ["8e *"] }),
    ...countShape("datagrams"),
  }).refine(nthOrEvery, NTH_OR_EVERY),
);

const shape = lazily(() =>
  z.union(
    [oneOf(["duplicate", "damaged"]), group({ truncated: integer(0, MAX_DATAGRAM) })],
    "duplicate, damaged or {truncated: bytes}",
  ),
);

const sequence = lazily(() =>
  z.union(
    [oneOf(["repeat", "bigEndian"]), group({ offset: integer(-MAX_OFFSET, MAX_OFFSET) })],
    "repeat, bigEndian or {offset: number}",
  ),
);

/** One fault. */
export const lanFault = lazily(() =>
  group({
    name: text("a name")
      .min(1, "a name")
      .optional()
      .describe("Name in logs. Default: lan 1, lan 2, …")
      .meta({ examples: ["lossy"] }),
    way: oneOf(["request", "answer"])
      .default("answer")
      .describe("request: datagrams that clients send. answer: datagrams that the BMC sends."),
    when: when.prefault({}).describe("Datagrams that the fault applies to. Default: all of its way."),
    time: time
      .optional()
      .describe("Time: never, or {delayMs: n, jitterMs: n}.")
      .meta({ examples: ["never"] }),
    shape: shape
      .optional()
      .describe("duplicate, damaged (one byte is changed at random), {truncated: bytes that are left}.")
      .meta({ examples: ["damaged"] }),
    order: oneOf(["afterNext"])
      .optional()
      .describe("afterNext: the datagram goes after the next one.")
      .meta({ examples: ["afterNext"] }),
    from: oneOf(["otherPort"])
      .optional()
      .describe("otherPort: the answer comes from another UDP port.")
      .meta({ examples: ["otherPort"] }),
    sequence: sequence
      .optional()
      .describe(
        "Session sequence number of the answer: repeat (the number before), bigEndian, {offset: n}. Its code is right.",
      )
      .meta({ examples: [{ offset: 100 }] }),
    requestSequence: group({ offset: integer(-63, 63) })
      .optional()
      .describe("Number added to rqSeq of the answer: {offset: n}.")
      .meta({ examples: [{ offset: 1 }] }),
    sessionId: oneOf(["zero"])
      .optional()
      .describe("zero: the answer's header has session ID 0.")
      .meta({ examples: ["zero"] }),
    checksum: oneOf(["wrong"])
      .optional()
      .describe("wrong: the checksum at the end of the answer's message is wrong. Its code is right.")
      .meta({ examples: ["wrong"] }),
    code: oneOf(["wrong", "longer"])
      .optional()
      .describe(
        "wrong: the answer's authentication code is wrong, or the integrity check value of RAKP 4. longer: RAKP 2 or RAKP 4 has a byte more.",
      )
      .meta({ examples: ["wrong"] }),
    maxPrivilege: oneOf(["zero"])
      .optional()
      .describe("zero: the Open Session Response tells no privilege level.")
      .meta({ examples: ["zero"] }),
    hashedPrivilege: oneOf(["openSession"])
      .optional()
      .describe(
        "openSession: from RAKP 2 on, codes and keys are made with the privilege of the Open Session Request instead of RAKP 1's.",
      )
      .meta({ examples: ["openSession"] }),
    rakp: oneOf(["intel"])
      .optional()
      .describe(
        "intel: RAKP 3 proves the role without its lookup bit and the name without padding, RAKP 4's value has the integrity algorithm, HMAC-MD5 takes 16 bytes of a password. Selected by rakp2.",
      )
      .meta({ examples: ["intel"] }),
    perMessage: oneOf(["answered", "required"])
      .optional()
      .describe(
        "IPMI 1.5 on a channel without per-message authentication. answered: answers have authentication codes. required: so do they, and requests without one are discarded.",
      )
      .meta({ examples: ["required"] }),
    sol: oneOf(["deaf", "stuck"])
      .optional()
      .describe(
        "SOL that the request activates. deaf: it takes no characters. stuck: it ignores the console's first packet, however often it comes.",
      )
      .meta({ examples: ["deaf"] }),
    status: integer(0x01, 0xff)
      .optional()
      .describe("Refuses the log-in: status code of the Open Session Response, RAKP 2 or RAKP 4.")
      .meta({ examples: [0x01] }),
    answer: bytes(1, 255)
      .optional()
      .describe("Completion code and data in hex, instead of running the request.")
      .meta({ examples: ["c1"] }),
    claims: bytes(1, 255)
      .optional()
      .describe("Completion code and data in hex, although the request is run.")
      .meta({ examples: ["c0"] }),
  }),
);
