/** Assertions about log-ins at the LAN door, and about serial over LAN. */
import { z } from "zod";
import { group, integer, lazily, oneOf, text } from "../values/values.ts";
import { areInOrder, MANY, NOT_IN_ORDER, onMachine, type Times, times } from "./counted.ts";

const PRIVILEGES = ["callback", "user", "operator", "administrator", "oem"] as const;
const LAST_SUITE = 0xff;

/** Messages that the door can refuse. */
const STEPS = ["Open Session", "RAKP 1", "RAKP 3", "Activate Session"] as const;

const common = () => ({
  machine: onMachine(),
  user: text("a user's name")
    .optional()
    .describe("Name of the user; empty for the null user. Default: any.")
    .meta({ examples: ["admin"] }),
});

const limits = () => times("1, or 0 with atMost: 0");

function limitsOf({ atLeast, atMost }: Times) {
  return { atLeast: atLeast ?? Math.min(1, atMost ?? 1), atMost };
}

const inOrder = (given: Times) => areInOrder(limitsOf(given).atLeast, given);

/** Plain text means the user. */
const asMapping = (written: unknown) => (typeof written === "string" ? { user: written } : written);

export const loggedIn = lazily(() =>
  z.preprocess(
    asMapping,
    group({
      ...common(),
      privilege: oneOf(PRIVILEGES)
        .optional()
        .describe("Highest privilege of the session. Default: any.")
        .meta({ examples: ["operator"] }),
      suite: integer(0, LAST_SUITE)
        .optional()
        .describe("Cipher suite of an RMCP+ session. Default: any, and IPMI 1.5.")
        .meta({ examples: [17] }),
      ...limits(),
    }).refine(inOrder, NOT_IN_ORDER),
  ),
);

export const logInRefused = lazily(() =>
  z.preprocess(
    asMapping,
    group({
      ...common(),
      step: oneOf(STEPS)
        .optional()
        .describe(`The client's message that was refused: ${STEPS.join(", ")}. Default: any.`)
        .meta({ examples: ["RAKP 3"] }),
      status: integer(0, 0xff)
        .optional()
        .describe("Status code of the answer to an RMCP+ message: 0x0f for a wrong password. Default: any.")
        .meta({ examples: [0x0f] }),
      ...limits(),
    }).refine(inOrder, NOT_IN_ORDER),
  ),
);

export const logInAbandoned = lazily(() =>
  z.preprocess(asMapping, group({ ...common(), ...limits() }).refine(inOrder, NOT_IN_ORDER)),
);

export const sol = lazily(() =>
  group({
    machine: common().machine,
    sent: integer(0, MANY).default(0).describe("Least number of characters sent to clients."),
    received: integer(0, MANY).default(0).describe("Least number of characters taken from clients."),
  }),
);

export function loggedInAssertion({ atLeast, atMost, ...what }: z.output<typeof loggedIn>) {
  return { kind: "loggedIn", what, ...limitsOf({ atLeast, atMost }) } as const;
}

export function logInRefusedAssertion({ atLeast, atMost, ...what }: z.output<typeof logInRefused>) {
  return { kind: "logInRefused", what, ...limitsOf({ atLeast, atMost }) } as const;
}

export function logInAbandonedAssertion({ atLeast, atMost, ...what }: z.output<typeof logInAbandoned>) {
  return { kind: "logInAbandoned", what, ...limitsOf({ atLeast, atMost }) } as const;
}
