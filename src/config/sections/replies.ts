/** The `replies` section: faults in the answers to QEMU, to LAN clients and to Redfish clients. */
import { z } from "zod";
import { commandCode } from "../values/command-code.ts";
import { bytePattern, bytes, group, integer, lazily, listOf, oneOf, text } from "../values/values.ts";
import { lanFault } from "./lan-faults.ts";
import { redfishFault } from "./redfish-faults.ts";
import { countShape, MAX_MS, NTH_OR_EVERY, nthOrEvery, time } from "./reply-scope.ts";

/** QEMU reads up to 302 bytes. Twice that is too long in every respect. */
const MAX_SIZE = 600;

const when = lazily(() =>
  group({
    command: commandCode()
      .transform(({ netFn, cmd }) => ({ netFn, cmd }))
      .optional()
      .describe('Only answers to this command: its name, or netFn and cmd in hex, "06 01".')
      .meta({ examples: ["Get Device ID"] }),
    data: bytePattern()
      .optional()
      .describe(
        'Only answers to requests with this data: "20 ??", where ?? matches any byte and a final * any ' +
          "further bytes. Needs quotes.",
      )
      .meta({ examples: ["20 *"] }),
    ...countShape("answers"),
    connectedLessThanMs: integer(1, MAX_MS)
      .optional()
      .describe("Only while the connection is younger than this, in milliseconds: a BMC that is still booting.")
      .meta({ examples: [10_000] }),
  }).refine(nthOrEvery, NTH_OR_EVERY),
);

const id = lazily(() =>
  z.union(
    [
      oneOf(["echo", "swap", "stale", "random"]),
      group({ fixed: integer(0, 0xff) }),
      group({ offset: integer(-255, 255) }),
      group({ counter: group({ start: integer(0, 0xff).default(0) }) }),
    ],
    "echo, swap, stale, random, {fixed: 0 to 0xff}, {offset: -255 to 255} or {counter: {start: 0 to 0xff}}",
  ),
);

const shape = lazily(() =>
  z.union(
    [
      oneOf(["duplicate", "wrongNetFn", "wrongCmd", "empty", "badChecksum"]),
      group({ completionCode: integer(0x01, 0xff) }),
      group({ truncated: integer(0, MAX_SIZE) }),
      group({ tooLong: integer(1, MAX_SIZE) }),
      group({ raw: bytes(0, MAX_SIZE) }),
    ],
    "duplicate, wrongNetFn, wrongCmd, empty, badChecksum, {completionCode: 0x01 to 0xff}, {truncated: bytes}, {tooLong: bytes} " +
      "or {raw: hex}",
  ),
);

const link = lazily(() =>
  z.union(
    [
      group({ disconnect: oneOf(["before", "middle", "after"]) }),
      group({ slow: group({ bytes: integer(1, MAX_SIZE), everyMs: integer(1, MAX_MS) }) }),
    ],
    "{disconnect: before, middle or after} or {slow: {bytes: 1 or more, everyMs: 1 or more}}",
  ),
);

/** One reply rule. */
export const rule = lazily(() =>
  group({
    name: text("a name")
      .min(1, "a name")
      .optional()
      .describe("Name in logs. Default: rule 1, rule 2, …")
      .meta({ examples: ["late"] }),
    when: when.prefault({}).describe("Answers that the rule applies to. Default: all."),
    id: id
      .optional()
      .describe("Message id: echo, swap, stale, random, {fixed: n}, {offset: n} or {counter: {start: n}}.")
      .meta({ examples: [{ offset: 1 }] }),
    time: time
      .optional()
      .describe("Sending time: never, or {delayMs: n, jitterMs: n}.")
      .meta({ examples: [{ delayMs: 4500 }] }),
    shape: shape
      .optional()
      .describe(
        "Contents: duplicate, wrongNetFn, wrongCmd, empty (a success without data), badChecksum, " +
          "{completionCode: 0xd5} (refuses the request with this code instead of running it), {truncated: " +
          "bytes}, {tooLong: bytes}, {raw: hex}.",
      )
      .meta({ examples: ["empty"] }),
    order: oneOf(["afterNext"])
      .optional()
      .describe(
        "afterNext: sends the answer after the next one. At most 256 answers wait; past that the oldest is dropped.",
      )
      .meta({ examples: ["afterNext"] }),
    link: link
      .optional()
      .describe(
        "Connection: {disconnect: before, middle or after}, or {slow: {bytes: n, everyMs: n}}. At most 256 frames wait behind a slow one; past that the oldest answer is dropped.",
      )
      .meta({ examples: [{ disconnect: "middle" }] }),
    attention: oneOf(["stuck"])
      .optional()
      .describe("stuck: SMS_ATN stays set, whatever the BMC's flags are.")
      .meta({ examples: ["stuck"] }),
  }),
);

/** The seed of all random choices of the rules. */
export const seed = () => integer(0, 0x7fffffff);

/** The limit of the deadline guard, in milliseconds. */
export const deadlineMs = () =>
  z.union([integer(1, MAX_MS), oneOf(["off"])], "a whole number of milliseconds from 1, or off");

export const replies = () =>
  group({
    seed: seed().default(1).describe("Seed of all random choices, 0 to 0x7fffffff."),
    deadlineMs: deadlineMs()
      .default("off")
      .describe(
        "Deadline guard: answers C3h (timeout) when a rule withholds an answer for this many " +
          "milliseconds. 3500 stays below QEMU's own 4000 ms. off: no guard.",
      ),
    rules: listOf(rule)
      .default([])
      .describe("Reply rules. When several match, each effect comes from the first one that has it."),
    lan: listOf(lanFault)
      .default([])
      .describe("Faults in the datagrams of the LAN door. When several match, each effect comes from the first one."),
    redfish: listOf(redfishFault)
      .default([])
      .describe("Faults in requests and answers of the Redfish door: docs/redfish-faults.md."),
  }).transform(({ seed, deadlineMs, rules, lan, redfish }) => ({
    seed,
    deadlineMs: deadlineMs === "off" ? undefined : deadlineMs,
    rules: rules.map((rule, index) => ({ ...rule, name: rule.name ?? `rule ${index + 1}` })),
    lan: lan.map((fault, index) => ({ ...fault, name: fault.name ?? `lan ${index + 1}` })),
    redfish: redfish.map((fault, index) => ({ ...fault, name: fault.name ?? fault.set ?? `redfish ${index + 1}` })),
  }));
