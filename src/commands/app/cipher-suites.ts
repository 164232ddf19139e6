/** Cipher suites of RMCP+ sessions: their algorithms (v2 table 22-20) and their records (v2 §22.15.1). */

/** Algorithms by suite ID: authentication, integrity, confidentiality (v2 tables 13-17 to 13-19). */
const SUITES: readonly (readonly [authentication: number, integrity: number, confidentiality: number])[] = [
  [0, 0, 0],
  [1, 0, 0],
  [1, 1, 0],
  [1, 1, 1],
  [1, 1, 2],
  [1, 1, 3],
  [2, 0, 0],
  [2, 2, 0],
  [2, 2, 1],
  [2, 2, 2],
  [2, 2, 3],
  [2, 3, 0],
  [2, 3, 1],
  [2, 3, 2],
  [2, 3, 3],
  [3, 0, 0],
  [3, 4, 0],
  [3, 4, 1],
  [3, 4, 2],
  [3, 4, 3],
];

const START_OF_RECORD = 0xc0;
/** Offsets added to an algorithm's number; they tell the three kinds apart. */
const Kind = { Authentication: 0x00, Integrity: 0x40, Confidentiality: 0x80 } as const;

/** Returns the suites' records. OEM suites are left out, because their algorithms are not known here. */
export function suiteRecords(ids: readonly number[]): Uint8Array {
  return Uint8Array.from(ids.flatMap((id) => (SUITES[id] ? [START_OF_RECORD, id, ...tagged(id)] : [])));
}

/** Returns the algorithms of all suites in ascending order, each once. */
export function algorithmsOf(ids: readonly number[]): Uint8Array {
  return Uint8Array.from([...new Set(ids.flatMap(tagged))].sort((a, b) => a - b));
}

function tagged(id: number): readonly number[] {
  const suite = SUITES[id];
  if (!suite) return [];
  const [authentication, integrity, confidentiality] = suite;
  return [Kind.Authentication + authentication, Kind.Integrity + integrity, Kind.Confidentiality + confidentiality];
}
