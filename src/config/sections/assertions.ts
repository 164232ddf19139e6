/** The `assertions` section: the conditions for a successful run. */
import { z } from "zod";
import { commandCode } from "../values/command-code.ts";
import { duration } from "../values/duration.ts";
import { bytePattern, flag, group, integer, lazily, listOf, oneOf, text } from "../values/values.ts";
import { discarded, discardedAssertion } from "./discard-assertion.ts";
import {
  loggedIn,
  loggedInAssertion,
  logInAbandoned,
  logInAbandonedAssertion,
  logInRefused,
  logInRefusedAssertion,
  sol,
} from "./log-in-assertions.ts";

const MANY = 1_000_000_000;

const exchangeShape = () => ({
  machine: text("a machine's name")
    .optional()
    .describe("Only on this machine. Default: any.")
    .meta({ examples: ["vm0"] }),
  command: commandCode()
    .optional()
    .describe('A name, such as Get Device ID, or netFn and cmd in hex: "06 01". Default: any.')
    .meta({ examples: ["Get Device ID"] }),
  door: oneOf(["system", "lan"])
    .optional()
    .describe("system: only through a system interface. lan: only through a LAN door. Default: any.")
    .meta({ examples: ["lan"] }),
  request: bytePattern()
    .transform(({ bytes }) => bytes)
    .optional()
    .describe('First data bytes of the request in hex; ?? matches any byte: "44 01".')
    .meta({ examples: ["44 ??"] }),
  completionCode: integer(0, 0xff)
    .optional()
    .describe("Completion code of the answer, 0 to 0xff.")
    .meta({ examples: [0xc1] }),
  refused: flag()
    .optional()
    .describe("true: any completion code except 0. false: completion code 0.")
    .meta({ examples: [true] }),
});

interface Answered {
  readonly completionCode?: number | undefined;
  readonly refused?: boolean | undefined;
}

const isConsistent = ({ completionCode, refused }: Answered) =>
  completionCode === undefined || refused === undefined || refused === (completionCode !== 0);
const CONTRADICTION = {
  path: ["refused"],
  error: "true with a completionCode other than 0, false with completionCode 0",
};

const exchange = lazily(() => group(exchangeShape()).refine(isConsistent, CONTRADICTION));

/** Plain text means the command. */
const asMapping = (written: unknown) => (typeof written === "string" ? { command: written } : written);

const seen = lazily(() =>
  z.preprocess(
    asMapping,
    group({
      ...exchangeShape(),
      atLeast: integer(0, MANY).default(1).describe("Least number of matches."),
      atMost: integer(0, MANY)
        .optional()
        .describe("Greatest number of matches.")
        .meta({ examples: [3] }),
      within: duration()
        .optional()
        .describe("Time limit for the first match, from the machine's first connection or log-in: 30s, 500ms.")
        .meta({ examples: ["30s"] }),
    })
      .refine(isConsistent, CONTRADICTION)
      .refine(({ atLeast, atMost = MANY }) => atLeast <= atMost, {
        path: ["atMost"],
        error: "at least as many as atLeast",
      }),
  ),
);

const assertion = lazily(() =>
  group({
    seen: seen
      .optional()
      .describe(
        "Must be seen: a command, or { command, door, request, completionCode, refused, machine, atLeast, " +
          "atMost, within }.",
      )
      .meta({ examples: ["Get Device ID"] }),
    never: z
      .preprocess(asMapping, exchange)
      .optional()
      .describe("Must not be seen: a command, or { command, door, request, completionCode, refused, machine }.")
      .meta({ examples: [{ refused: true }] }),
    order: listOf(z.preprocess(asMapping, exchange))
      .min(1, "one or more")
      .optional()
      .describe("Must be seen in this order, with or without others in between.")
      .meta({ examples: [["Get Device ID", "Set Watchdog Timer"]] }),
    discarded: discarded
      .optional()
      .describe(
        "Discarded frames, and datagrams at LAN doors: the greatest number, or { reason, door, machine, atLeast, atMost }.",
      )
      .meta({ examples: [0] }),
    loggedIn: loggedIn
      .optional()
      .describe("Log-ins at a LAN door: a user, or { user, privilege, suite, machine, atLeast, atMost }.")
      .meta({ examples: ["admin"] }),
    logInRefused: logInRefused
      .optional()
      .describe("Refused log-ins at a LAN door: a user, or { user, step, status, machine, atLeast, atMost }.")
      .meta({ examples: [{ step: "RAKP 3", status: 0x0f }] }),
    logInAbandoned: logInAbandoned
      .optional()
      .describe("Log-ins at a LAN door that their clients abandoned: a user, or { user, machine, atLeast, atMost }.")
      .meta({ examples: [{ atMost: 0 }] }),
    sol: sol
      .optional()
      .describe("Characters of serial over LAN: { sent, received, machine }.")
      .meta({ examples: [{ sent: 1000 }] }),
  }).transform((written, context) => {
    const { seen: awaited, never, order } = written;
    const said = [
      awaited && seenAssertion(awaited),
      never && ({ kind: "never", what: never } as const),
      order && ({ kind: "order", what: order } as const),
      written.discarded && discardedAssertion(written.discarded),
      written.loggedIn && loggedInAssertion(written.loggedIn),
      written.logInRefused && logInRefusedAssertion(written.logInRefused),
      written.logInAbandoned && logInAbandonedAssertion(written.logInAbandoned),
      written.sol && ({ kind: "sol", ...written.sol } as const),
    ].filter((one) => one !== undefined);
    const [only, ...more] = said;
    if (only && more.length === 0) return only;
    context.addIssue({
      code: "custom",
      message:
        "exactly one of seen, never, order, discarded, loggedIn, logInRefused, logInAbandoned and sol; " +
        "give each its own entry",
    });
    return z.NEVER;
  }),
);

function seenAssertion({ atLeast, atMost, within, ...what }: z.output<typeof seen>) {
  return { kind: "seen", what, atLeast, atMost, withinMs: within } as const;
}

export const assertions = () => listOf(assertion);
