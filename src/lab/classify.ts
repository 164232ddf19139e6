/** Classification of a QEMU by its results, one per interface: each interface checks the message id by itself. */
import type { LabInterface } from "./host.ts";
import { ACCEPTANCES, type Acceptance } from "./model/acceptance.ts";
import type { RunResult } from "./run.ts";

export interface Classification {
  readonly interface: LabInterface;
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

/** Outcomes in short, such as "accepted ×160, hang": repeated outcomes, and repeated pairs of outcomes, are counted. */
export function summarize(outcomes: readonly string[]): string {
  const runs: { text: string; count: number }[] = [];
  for (const text of pairs(outcomes)) {
    const last = runs.at(-1);
    if (last?.text === text) last.count++;
    else runs.push({ text, count: 1 });
  }
  return runs.map(({ text, count }) => (count > 1 ? `${text} ×${count}` : text)).join(", ");
}

/** Groups a long list into pairs, because an alternating list reads better that way. */
function pairs(outcomes: readonly string[]): readonly string[] {
  if (outcomes.length < 8 || outcomes.length % 2 === 1 || outcomes[0] === outcomes[1]) return outcomes;
  return Array.from({ length: outcomes.length / 2 }, (_, i) => `(${outcomes[2 * i]}, ${outcomes[2 * i + 1]})`);
}
