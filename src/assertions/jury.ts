/** All the assertions of a run. */
import type { TraceEvent } from "../observe/trace-event.ts";
import type { Assertion, Judge, OpenSol, Verdict } from "./assertion.ts";
import { judgeOf } from "./judge.ts";

export class Jury {
  readonly #judges: readonly Judge[];
  #missing = 0;

  constructor(assertions: readonly Assertion[]) {
    this.#judges = assertions.map(judgeOf);
  }

  readonly take = (event: TraceEvent): void => {
    if (event.kind === "missing") this.#missing += event.count;
    else for (const judge of this.#judges) judge.take(event);
  };

  /** Returns the verdicts in the order of the assertions, preceded by a failed one if events are missing. */
  verdicts(open: readonly OpenSol[] = []): readonly Verdict[] {
    const verdicts = this.#judges.map((judge) => judge.verdict(open));
    if (this.#missing === 0) return verdicts;
    const nearest = `${this.#missing} are not: raise record.history, or use serve --assert`;
    return [{ assertion: "every event since the start is known", met: false, nearest }, ...verdicts];
  }
}
