/** Assertions about frames and datagrams that were discarded. */
import { z } from "zod";
import { group, lazily, oneOf } from "../values/values.ts";
import { areInOrder, NOT_IN_ORDER, onMachine, type Times, times } from "./counted.ts";

/** The reasons that events have: those of system interfaces, then those of LAN doors. Both have "too short". */
export const DISCARD_REASONS = [
  "empty frame",
  "escape before an end mark",
  "too long",
  "too short",
  "bad checksum",
  "unknown control command",
  "response from the peer",
  "not RMCP",
  "unknown RMCP class",
  "unknown ASF message",
  "unknown authentication type",
  "longer than its datagram",
  "bad algorithm records",
  "not authenticated",
  "not encrypted",
  "authenticated without an integrity algorithm",
  "encrypted without a confidentiality algorithm",
  "bad integrity trailer",
  "wrong authentication code",
  "bad ciphertext",
  "bad confidentiality pad",
  "the channel is disabled",
  "the BMC was reset",
  "too many from one address",
  "no such session",
  "needs a session",
  "repeated or out of the window",
  "not a request to the BMC",
  "the guest's software does not take it",
  "unknown payload type",
] as const;

function limitsOf({ atLeast, atMost }: Times) {
  return { atLeast: atLeast ?? (atMost === undefined ? 1 : 0), atMost };
}

/** A plain number means the greatest number of all. */
const asMapping = (written: unknown) => (typeof written === "number" ? { atMost: written } : written);

export const discarded = lazily(() =>
  z.preprocess(
    asMapping,
    group({
      machine: onMachine(),
      door: oneOf(["system", "lan"])
        .optional()
        .describe("system: only frames at a system interface. lan: only datagrams at a LAN door. Default: any.")
        .meta({ examples: ["lan"] }),
      reason: oneOf(DISCARD_REASONS)
        .optional()
        .describe(`Only for this reason: ${DISCARD_REASONS.join(", ")}. Default: any.`)
        .meta({ examples: ["wrong authentication code"] }),
      ...times("1, or 0 with atMost"),
    }).refine((given) => areInOrder(limitsOf(given).atLeast, given), NOT_IN_ORDER),
  ),
);

export function discardedAssertion({ atLeast, atMost, ...what }: z.output<typeof discarded>) {
  return { kind: "discarded", what, ...limitsOf({ atLeast, atMost }) } as const;
}
