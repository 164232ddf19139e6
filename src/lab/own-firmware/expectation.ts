/** Expected outcomes of the boots with a fault: one for all, and others for some by name. */
import type { FaultResult } from "./campaign.ts";
import type { BootOutcome } from "./verdict.ts";

export const EXPECTED = {
  boots: ["boots", "boots late"],
  "on-time": ["boots"],
  late: ["boots late"],
  hangs: ["hangs"],
  repeats: ["repeats for ever"],
  ends: ["ends"],
  any: ["boots", "boots late", "hangs", "repeats for ever", "ends"],
} as const satisfies Readonly<Record<string, readonly BootOutcome[]>>;
export type ExpectedKind = keyof typeof EXPECTED;

export const EXPECTED_KINDS = Object.keys(EXPECTED) as readonly ExpectedKind[];

export interface Expectation {
  readonly others: ExpectedKind;
  readonly byFault: ReadonlyMap<string, ExpectedKind>;
}

/** Reads "boots,wrong-id=hangs". Returns undefined if the text is not an expectation. */
export function parseExpectation(text: string): Expectation | undefined {
  const byFault = new Map<string, ExpectedKind>();
  let others: ExpectedKind | undefined;
  for (const part of text.split(",")) {
    const [left = "", right] = part.trim().split("=", 2);
    const kind = EXPECTED_KINDS.find((known) => known === (right ?? left));
    if (kind === undefined) return undefined;
    if (right !== undefined) byFault.set(left, kind);
    else if (others === undefined) others = kind;
    else return undefined;
  }
  return { others: others ?? "any", byFault };
}

/** The expectation that a result does not meet; undefined if it meets its own, or nothing is expected. */
export function unmetBy(
  { boot, outcome }: FaultResult,
  expectation: Expectation | undefined,
): ExpectedKind | undefined {
  const kind = expectation?.byFault.get(boot.fault.name) ?? expectation?.others ?? "any";
  return (EXPECTED[kind] as readonly BootOutcome[]).includes(outcome) ? undefined : kind;
}
