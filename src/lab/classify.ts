/** Classification of a QEMU by its results, one per device: each interface checks the message id by itself. */
import type { Attachment } from "./attachment.ts";
import { ACCEPTANCES, type Acceptance } from "./model/acceptance.ts";
import type { RunResult } from "./run.ts";

export interface Classification {
  readonly interface: Attachment;
  /** The kinds that every result fits; several when the scenarios that ran cannot tell them apart. */
  readonly kinds: readonly Acceptance[];
  /** The kind that most results fit; the stricter one in a tie. */
  readonly nearest: Acceptance;
  /** Results that do not fit the nearest kind; none unless `kinds` is empty. */
  readonly deviating: readonly RunResult[];
}

export function classify(results: readonly RunResult[]): readonly Classification[] {
  return [...Map.groupBy(results, (result) => result.interface)].map(([via, own]) => {
    const deviatingFrom = (kind: Acceptance) => own.filter(({ fits }) => !fits.includes(kind));
    const nearest = ACCEPTANCES.reduce((best, kind) =>
      deviatingFrom(kind).length < deviatingFrom(best).length ? kind : best,
    );
    return {
      interface: via,
      kinds: ACCEPTANCES.filter((kind) => deviatingFrom(kind).length === 0),
      nearest,
      deviating: deviatingFrom(nearest),
    };
  });
}

/** A classification as text, such as "bt: any" or "kcs: something else, nearest to strict but for echo (hang)". */
export function describeClassification({ interface: via, kinds, nearest, deviating }: Classification): string {
  if (kinds.length > 0) {
    const doubt = kinds.length > 1 ? " (the scenarios that ran do not tell these apart)" : "";
    return `${via}: ${kinds.join(" or ")}${doubt}`;
  }
  const rows = deviating.map(({ scenario, outcomes }) => `${scenario.name} (${summarize(outcomes)})`);
  return `${via}: something else, nearest to ${nearest} but for ${rows.join(", ")}`;
}

/** Longest group of outcomes that is looked for: those of a round with a request that could not be written. */
const MAX_GROUP = 3;
/** A longer group is counted from this many repetitions on; fewer read better written out. */
const MIN_REPETITIONS = 3;

/** Outcomes in short, such as "accepted ×160, hang": repeated outcomes, and repeated groups of them, are counted. */
export function summarize(outcomes: readonly string[]): string {
  const parts: string[] = [];
  for (let at = 0; at < outcomes.length; ) {
    const { size, count } = repetition(outcomes, at);
    const text = outcomes.slice(at, at + size).join(", ");
    if (count === 1) parts.push(text);
    else parts.push(size === 1 ? `${text} ×${count}` : `(${text}) ×${count}`);
    at += size * count;
  }
  return parts.join(", ");
}

/** The shortest group at this place that is repeated, and its number of repetitions. */
function repetition(outcomes: readonly string[], at: number): { readonly size: number; readonly count: number } {
  for (let size = 1; size <= MAX_GROUP; size++) {
    let end = at + size;
    while (end < outcomes.length && outcomes[end] === outcomes[end - size]) end++;
    const count = Math.floor((end - at) / size);
    if (count >= (size === 1 ? 2 : MIN_REPETITIONS)) return { size, count };
  }
  return { size: 1, count: 1 };
}
