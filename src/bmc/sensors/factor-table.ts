/** Conversion factors that vary with the reading (IPMI §35.5). */
import type { ReadingFactors } from "../records/reading-factors.ts";

/** Factors at some raw readings; other readings use those of the nearest. */
export type FactorTable = readonly (ReadingFactors & { readonly reading: number })[];

/** Returns the factors at a raw reading (`factors` if the table is empty) and the next reading in the table. */
export function factorsAt(raw: number, factors: ReadingFactors, table: FactorTable) {
  const exact = table.findIndex(({ reading }) => reading === raw);
  const next = table[(exact + 1) % table.length];
  if (exact >= 0) return { factors: table[exact] ?? factors, nextReading: next?.reading ?? raw };
  const nearest = table.toSorted((a, b) => Math.abs(a.reading - raw) - Math.abs(b.reading - raw))[0];
  return { factors: nearest ?? factors, nextReading: nearest?.reading ?? raw };
}
