/** The `assertions` section: what a run must have shown to be a success. */
import { z } from "zod";
import { commandCode } from "../values/command-code.ts";
import { duration } from "../values/duration.ts";
import { bytePattern, flag, group, integer, lazily, listOf, text } from "../values/values.ts";

const MANY = 1_000_000_000;

const exchangeShape = () => ({
  machine: text("a machine's name")
    .optional()
    .describe("On this machine. Left out: on any.")
    .meta({ examples: ["vm0"] }),
  command: commandCode()
    .optional()
    .describe('A name, such as Get Device ID, or netFn and cmd in hex: "06 01". Left out: any.')
    .meta({ examples: ["Get Device ID"] }),
  request: bytePattern()
    .transform(({ bytes }) => bytes)
    .optional()
    .describe('What the data of the request begins with, in hex; ?? is any byte: "44 01".')
    .meta({ examples: ["44 ??"] }),
  completionCode: integer(0, 0xff)
    .optional()
    .describe("Answered with this code, 0 to 0xff.")
    .meta({ examples: [0xc1] }),
  refused: flag()
    .optional()
    .describe("true: answered with any code but 0; false: with 0.")
    .meta({ examples: [true] }),
});

interface Answered {
  readonly completionCode?: number | undefined;
  readonly refused?: boolean | undefined;
}

const isConsistent = ({ completionCode, refused }: Answered) =>
  completionCode === undefined || refused === undefined || refused === (completionCode !== 0);
const CONTRADICTION = { path: ["refused"], error: "refused: true with a completionCode other than 0, false with 0" };

const exchange = lazily(() => group(exchangeShape()).refine(isConsistent, CONTRADICTION));

/** Text stands for the command. */
const asMapping = (written: unknown) => (typeof written === "string" ? { command: written } : written);

const seen = lazily(() =>
  z.preprocess(
    asMapping,
    group({
      ...exchangeShape(),
      atLeast: integer(0, MANY).default(1).describe("How often at least."),
      atMost: integer(0, MANY)
        .optional()
        .describe("How often at most.")
        .meta({ examples: [3] }),
      within: duration()
        .optional()
        .describe("The first of them so soon after the machine's first connection: 30s, 500ms.")
        .meta({ examples: ["30s"] }),
    })
      .refine(isConsistent, CONTRADICTION)
      .refine(({ atLeast, atMost = MANY }) => atLeast <= atMost, { path: ["atMost"], error: "no less than atLeast" }),
  ),
);

const assertion = lazily(() =>
  group({
    seen: seen
      .optional()
      .describe(
        "These came: a command, or { command, request, completionCode, refused, machine, atLeast, atMost, within }.",
      )
      .meta({ examples: ["Get Device ID"] }),
    never: z
      .preprocess(asMapping, exchange)
      .optional()
      .describe("These did not come: a command, or { command, request, completionCode, refused, machine }.")
      .meta({ examples: [{ refused: true }] }),
    order: listOf(z.preprocess(asMapping, exchange))
      .min(1, "one or more")
      .optional()
      .describe("These came one after another, others between them or not.")
      .meta({ examples: [["Get Device ID", "Set Watchdog Timer"]] }),
    discarded: integer(0, MANY)
      .optional()
      .describe("At most so many frames that meant nothing.")
      .meta({ examples: [0] }),
  }).transform((written, context) => {
    const { seen: awaited, never, order, discarded } = written;
    const said = [
      awaited && seenAssertion(awaited),
      never && ({ kind: "never", what: never } as const),
      order && ({ kind: "order", what: order } as const),
      discarded !== undefined && ({ kind: "discarded", atMost: discarded } as const),
    ].filter((one) => one !== undefined && one !== false);
    const [only, ...more] = said;
    if (only && more.length === 0) return only;
    context.addIssue({
      code: "custom",
      message: "one of seen, never, order and discarded; each in an entry of its own",
    });
    return z.NEVER;
  }),
);

function seenAssertion({ atLeast, atMost, within, ...what }: z.output<typeof seen>) {
  return { kind: "seen", what, atLeast, atMost, withinMs: within } as const;
}

export const assertions = () => listOf(assertion);
