/** Compares what a guest was answered with what its BMC has after a restart. */
import type { KeptWriter, readKept } from "./kept-writer.ts";

type Kept = Awaited<ReturnType<typeof readKept>>;

/** Ids by number, in the ledger of a guest. */
export interface Ledger {
  readonly sent: ReadonlySet<number>;
  readonly answered: ReadonlyMap<number, number>;
}

/** Finds records that are lost, doubled or out of order. */
export function problemsOf(writer: Pick<KeptWriter, "sel" | "sdr" | "fru">, kept: Kept): string[] {
  const slots = writer.fru.flatMap(({ answered, since }, slot) => {
    const number = kept.fru[slot] ?? 0;
    return number === answered || since.has(number) ? [] : [`FRU slot ${slot} has ${number}, answered was ${answered}`];
  });
  const strange = kept.sel.filter(({ number }) => !writer.sel.sent.has(number));
  return [
    ...listProblems("SEL", writer.sel, kept.sel),
    ...listProblems("SDR repository", writer.sdr, kept.sdr),
    ...(strange.length > 0 ? [`SEL: ${strange.length} records that nobody sent`] : []),
    ...slots,
  ];
}

/** The same for one list of records. Records of the configuration have no number that was sent. */
export function listProblems(name: string, { sent, answered }: Ledger, kept: Kept["sel"]): string[] {
  const records = kept.filter(({ number }) => sent.has(number));
  const byNumber = new Map(records.map(({ number, id }) => [number, id]));
  const lost = [...answered].filter(([number, id]) => byNumber.get(number) !== id);
  const isOrdered = kept.every(({ id }, index) => index === 0 || id > (kept[index - 1]?.id ?? 0));
  return [
    ...(byNumber.size === records.length ? [] : [`${name}: ${records.length - byNumber.size} records twice`]),
    ...(lost.length === 0 ? [] : [`${name}: ${lost.length} records were answered, and are not there under their ids`]),
    ...(isOrdered ? [] : [`${name}: not in the order of its ids`]),
  ];
}
