/** The `replies` section: what happens to answers on their way back to QEMU. */
import { z } from "zod";
import { commandCode } from "../values/command-code.ts";
import { bytePattern, bytes, group, integer, lazily, listOf, oneOf, text } from "../values/values.ts";

/** QEMU reads bodies of up to 302 bytes; twice that is enough to be too long in every way. */
const MAX_SIZE = 600;
/** An hour: far longer than any guest waits. */
const MAX_MS = 3_600_000;

const when = lazily(() =>
  group({
    command: commandCode()
      .transform(({ netFn, cmd }) => ({ netFn, cmd }))
      .optional()
      .describe('Only answers to this command: its name, or netFn and cmd in hex, "06 01".')
      .meta({ examples: ["Get Device ID"] }),
    data: bytePattern()
      .optional()
      .describe('Only answers to requests with this data: "20 ??", ?? any byte, * at the end any more. In quotes.')
      .meta({ examples: ["20 *"] }),
    nth: integer(1, 1_000_000)
      .optional()
      .describe("Only the nth answer of those that fit the command and the data, from 1.")
      .meta({ examples: [3] }),
    every: integer(1, 1_000_000)
      .optional()
      .describe("Each nth of those answers: 3 is the third, the sixth, the ninth. Not together with nth.")
      .meta({ examples: [3] }),
    times: integer(1, 1_000_000)
      .optional()
      .describe("Only so many answers.")
      .meta({ examples: [1] }),
    probability: z
      .number("a number from 0 to 1")
      .min(0)
      .max(1)
      .optional()
      .describe("Share of the answers, 0 to 1.")
      .meta({ examples: [0.5] }),
    connectedLessThanMs: integer(1, MAX_MS)
      .optional()
      .describe("Only while the connection is younger than this, in milliseconds: a BMC that still boots.")
      .meta({ examples: [10_000] }),
  }).refine(({ nth, every }) => nth === undefined || every === undefined, "nth or every, not both"),
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

const time = lazily(() =>
  z.union(
    [oneOf(["never"]), group({ delayMs: integer(0, MAX_MS), jitterMs: integer(0, MAX_MS).default(0) })],
    "never or {delayMs: 0 or more, jitterMs: 0 or more}",
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

/** One of the rules. */
export const rule = lazily(() =>
  group({
    name: text("a name")
      .min(1, "a name")
      .optional()
      .describe("What logs call it; left out: rule 1, rule 2, …")
      .meta({ examples: ["late"] }),
    when: when.prefault({}).describe("Which answers it is for. Left out: all."),
    id: id
      .optional()
      .describe("Message id: echo, swap, stale, random, {fixed: n}, {offset: n} or {counter: {start: n}}.")
      .meta({ examples: [{ offset: 1 }] }),
    time: time
      .optional()
      .describe("When it is sent: never, or {delayMs: n, jitterMs: n}.")
      .meta({ examples: [{ delayMs: 4500 }] }),
    shape: shape
      .optional()
      .describe(
        "What it looks like: duplicate, wrongNetFn, wrongCmd, empty (a success without data), badChecksum, {completionCode: " +
          "0xd5} (the request is refused with this code and not carried out), {truncated: bytes}, {tooLong: bytes}, {raw: hex}.",
      )
      .meta({ examples: ["empty"] }),
    order: oneOf(["afterNext"])
      .optional()
      .describe("afterNext: the answer waits until the next one has been sent.")
      .meta({ examples: ["afterNext"] }),
    link: link
      .optional()
      .describe("Its connection: {disconnect: before, middle or after}, or {slow: {bytes: n, everyMs: n}}.")
      .meta({ examples: [{ disconnect: "middle" }] }),
    attention: oneOf(["stuck"])
      .optional()
      .describe("stuck: SMS_ATN stays set, whatever the BMC's flags say.")
      .meta({ examples: ["stuck"] }),
  }),
);

/** Where all dice of the rules begin. */
export const seed = () => integer(0, 0x7fffffff);

/** Limit of the deadline guard, in milliseconds. */
export const deadlineMs = () =>
  z.union([integer(1, MAX_MS), oneOf(["off"])], "a whole number of milliseconds from 1, or off");

export const replies = () =>
  group({
    seed: seed().default(1).describe("Everything left to chance comes from this number, 0 to 0x7fffffff."),
    deadlineMs: deadlineMs()
      .default("off")
      .describe(
        "Deadline guard: a request that a rule keeps without an answer for this many milliseconds is answered C3h (timeout). " +
          "3500 stays below QEMU's own 4,000 ms. off: rules do what they say.",
      ),
    rules: listOf(rule).default([]).describe("Rules; of several that fit, each effect is the first one's that has it."),
  }).transform(({ seed, deadlineMs, rules }) => ({
    seed,
    deadlineMs: deadlineMs === "off" ? undefined : deadlineMs,
    rules: rules.map((rule, index) => ({ ...rule, name: rule.name ?? `rule ${index + 1}` })),
  }));
