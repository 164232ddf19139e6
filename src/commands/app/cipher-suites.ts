/** Records of cipher suites (v2 §22.15.1). */
import { knownSuite } from "../../rmcp/cipher-suites.ts";

const START_OF_RECORD = 0xc0;
/** Offsets added to an algorithm's number; they tell the three kinds apart. */
const Kind = { Authentication: 0x00, Integrity: 0x40, Confidentiality: 0x80 } as const;

/** Returns the suites' records. OEM suites are left out, because their algorithms are not known here. */
export function suiteRecords(ids: readonly number[]): Uint8Array {
  return Uint8Array.from(ids.flatMap((id) => (knownSuite(id) ? [START_OF_RECORD, id, ...tagged(id)] : [])));
}

/** Returns the algorithms of all suites in ascending order, each once. */
export function algorithmsOf(ids: readonly number[]): Uint8Array {
  return Uint8Array.from([...new Set(ids.flatMap(tagged))].sort((a, b) => a - b));
}

function tagged(id: number): readonly number[] {
  const suite = knownSuite(id);
  if (!suite) return [];
  const { authentication, integrity, confidentiality } = suite;
  return [Kind.Authentication + authentication, Kind.Integrity + integrity, Kind.Confidentiality + confidentiality];
}
