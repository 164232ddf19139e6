/** Where a peer answers otherwise than we do, and why. */
import type { Question } from "./requests.ts";

export interface Difference {
  /** ours: the specification is on our side; configuration: two devices; both: the specification leaves it open. */
  readonly verdict: "ours" | "configuration" | "both";
  readonly because: string;
  /** Request, our answer, theirs. In answers "??" is any byte and "*" at the end any more. */
  readonly rows: readonly Row[];
}

export type Row = readonly [request: string, ours: string, theirs: string];

export interface Differences {
  /** Commands, "netFn cmd", that the peer has not, or not as it is set up: C1h. They are the specification's (appendix G). */
  readonly absent: readonly string[];
  /**
   * Commands whose requests the peer takes with a byte too many, or refuses for another reason. Ours is right: table
   * 5-2 has C7h for it.
   */
  readonly anyLength: readonly string[];
  readonly others: readonly Difference[];
}

/** How the peer's answer differs from ours: as one of the list, or not at all. */
export interface Finding {
  readonly request: string;
  readonly ours: string;
  readonly theirs: string;
  /** The entries that explain it, each a key of `entries`. */
  readonly explainedBy: readonly string[];
}

export function compare(question: Question, ours: string, theirs: string, listed: Differences): Finding | undefined {
  const { request, command, moving, long } = question;
  if (ours === theirs) return undefined;
  if (moving !== undefined && fits(ours, moving) && fits(theirs, moving)) return undefined;
  const rows = listed.others
    .flatMap(({ rows }) => rows)
    .filter(([of, our, their]) => of === request && fits(ours, our) && fits(theirs, their));
  const explainedBy = [
    ...(listed.absent.includes(command) && theirs === "c1" ? [`absent ${command}`] : []),
    ...(listed.anyLength.includes(command) && long && ours === "c7" ? [`any length ${command}`] : []),
    ...rows.map(rowKey),
  ];
  return { request, ours, theirs, explainedBy };
}

/** Everything that is listed, one key each. */
export function entries({ absent, anyLength, others }: Differences): string[] {
  return [
    ...absent.map((command) => `absent ${command}`),
    ...anyLength.map((command) => `any length ${command}`),
    ...others.flatMap(({ rows }) => rows).map(rowKey),
  ];
}

function rowKey([request, ours, theirs]: Row): string {
  return `["${request}", "${ours}", "${theirs}"]`;
}

function fits(answer: string, pattern: string): boolean {
  const [bytes, expected] = [answer.split(" "), pattern.split(" ")];
  const open = expected.at(-1) === "*";
  if (open) expected.pop();
  if (open ? bytes.length < expected.length : bytes.length !== expected.length) return false;
  return expected.every((byte, i) => byte === "??" || byte === bytes[i]);
}
