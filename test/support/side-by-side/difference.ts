/** Where a peer answers otherwise than we do, and why. */
import { ABSENT } from "./absent.ts";
import { ANY_LENGTH } from "./any-length.ts";
import type { Question } from "./asked.ts";
import { APP } from "./differences-app.ts";
import { CHASSIS } from "./differences-chassis.ts";
import { SENSOR_EVENT } from "./differences-sensor-event.ts";
import { STORAGE } from "./differences-storage.ts";

export type PeerName = "ipmiSim" | "qemuSim";
export type ByPeer<T> = Readonly<Partial<Record<PeerName, T>>>;

/** Answers may have "??" for any byte, and "*" at the end for any more. */
export interface Difference {
  /** ours: the specification is on our side; configuration: two devices; both: the specification leaves it open. */
  readonly verdict: "ours" | "configuration" | "both";
  readonly because: string;
  readonly rows: readonly (readonly [request: string, ours: string, theirs: ByPeer<string>])[];
}

const DIFFERENCES: readonly Difference[] = [...CHASSIS, ...SENSOR_EVENT, ...APP, ...STORAGE];

/** How a peer's answer differs from ours. */
export interface Finding {
  readonly request: string;
  readonly ours: string;
  readonly theirs: string;
  /** The entries that explain it, each a key of `entries`. */
  readonly explainedBy: readonly string[];
}

interface Entry {
  readonly key: string;
  explains(question: Question, ours: string, theirs: string): boolean;
}

function entriesOf(peer: PeerName): readonly Entry[] {
  const absent = ABSENT.filter(([, because]) => because[peer] !== undefined).map(([command]) => ({
    key: `absent ${command}`,
    explains: (question: Question, _ours: string, theirs: string) => question.command === command && theirs === "c1",
  }));
  const anyLength = ANY_LENGTH.flatMap(([command, { [peer]: lenience }]) => {
    if (lenience === undefined) return [];
    const explains = (question: Question, ours: string, theirs: string) =>
      question.command === command && question.kind === "long" && ours === "c7" && theirs.startsWith(lenience[0]);
    return [{ key: `any length ${command}`, explains }];
  });
  const rows = DIFFERENCES.flatMap(({ rows }) => rows).flatMap(([request, our, { [peer]: their }]) => {
    if (their === undefined) return [];
    const explains = (question: Question, ours: string, theirs: string) =>
      question.request === request && fits(ours, our) && fits(theirs, their);
    return [{ key: `["${request}", "${our}", "${their}"]`, explains }];
  });
  return [...absent, ...anyLength, ...rows];
}

/** Compares one peer's answers with ours. Returns unlisted differences, and listed ones that do not occur. */
export function compare(
  peer: PeerName,
  questions: readonly Question[],
  ours: readonly string[],
  theirs: readonly string[],
) {
  const entries = entriesOf(peer);
  const findings = questions.flatMap((question, i): Finding[] => {
    const [our = "", their = ""] = [ours[i], theirs[i]];
    const { moving } = question;
    if (our === their || (moving !== undefined && fits(our, moving) && fits(their, moving))) return [];
    const explainedBy = entries.filter((entry) => entry.explains(question, our, their)).map(({ key }) => key);
    return [{ request: question.request, ours: our, theirs: their, explainedBy }];
  });
  const found = new Set(findings.flatMap(({ explainedBy }) => explainedBy));
  return { findings, gone: entries.map(({ key }) => key).filter((key) => !found.has(key)) };
}

export function isAbsent(peer: PeerName, command: string): boolean {
  return ABSENT.some(([absent, because]) => absent === command && because[peer] !== undefined);
}

function fits(answer: string, pattern: string): boolean {
  const [bytes, expected] = [answer.split(" "), pattern.split(" ")];
  const open = expected.at(-1) === "*";
  if (open) expected.pop();
  if (open ? bytes.length < expected.length : bytes.length !== expected.length) return false;
  return expected.every((byte, i) => byte === "??" || byte === bytes[i]);
}
