/** Judges a daemon's log: lines that a peer can cause stay within the limit of a kind. */
import { INTERVAL_MS, LINES_AN_INTERVAL } from "../../../src/transport/peer-log.ts";

interface Line {
  /** ISO 8601. */
  readonly time: string;
  readonly msg: string;
  readonly machine?: string;
  readonly door?: string;
  readonly level: number;
}

/** Two intervals may meet in the middle of the looked-at time; each ends with a line about suppressed ones. */
const MAX_LINES = 2 * (LINES_AN_INTERVAL + 1);
const ERROR = 50;
/** Lines of operators' calls, which have no limit. */
const OPERATORS = /^(?:configuration read again|machine (?:added|removed)|listening|the machine .* (?:added|removed))/;

/** Returns the problems; `text` is JSON lines. */
export function logProblems(text: string): readonly string[] {
  const lines = text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);
  const errors = lines.filter(({ level }) => level >= ERROR).map(({ msg }) => `logged as an error: ${msg}`);
  const kinds = Map.groupBy(
    lines.filter(({ msg }) => !OPERATORS.test(msg)),
    ({ msg, machine, door }) => `${msg} (${machine ?? ""} ${door ?? ""})`,
  );
  const many = [...kinds].flatMap(([kind, all]) => {
    const most = mostWithin(all.map(({ time }) => Date.parse(time)));
    return most > MAX_LINES ? [`${most} lines in ${INTERVAL_MS} ms: ${kind}`] : [];
  });
  return [...new Set(errors), ...many];
}

/** Most times that lie within an interval. */
function mostWithin(times: readonly number[]): number {
  let most = 0;
  let from = 0;
  times.forEach((time, at) => {
    while (time - (times[from] ?? time) >= INTERVAL_MS) from++;
    most = Math.max(most, at - from + 1);
  });
  return most;
}
