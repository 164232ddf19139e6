/** The option --expect of `lab run`. */
import { ATTACHMENT_NAMES, type Attachment } from "../../lab/attachment.ts";
import { ACCEPTANCES, type Acceptance } from "../../lab/model/acceptance.ts";
import { UsageError } from "../../service/errors.ts";

export type Expectation = ReadonlyMap<Attachment, Acceptance>;

/** Parses --expect. A lone kind such as "any" is for BT, the interface that the patch changes, on either bus. */
export function parseExpect(text: string): Expectation {
  const entries = text.split(",").map((part): [Attachment, Acceptance] => {
    const [left = "", right] = part.split("=");
    const [name, kind] = right === undefined ? ["bt", left] : [left, right];
    const via = ATTACHMENT_NAMES.find((known) => known === name);
    const acceptance = ACCEPTANCES.find((known) => known === kind);
    if (via && acceptance) return [via, acceptance];
    throw new UsageError(`--expect is "${text}"; expected ${ACCEPTANCES.join(", ")}, or such as bt=any,kcs=strict`);
  });
  const expectation = new Map(entries);
  if (expectation.size === entries.length) return expectation;
  throw new UsageError(`--expect is "${text}"; expected each interface once`);
}
