/** Judges assertions about frames and datagrams that were discarded. */
import { doorOf } from "../observe/door-kind.ts";
import type { TraceEvent } from "../observe/trace-event.ts";
import type { AssertionOf, Finding } from "./assertion.ts";

export function discarded({ what, atLeast, atMost = Number.POSITIVE_INFINITY }: AssertionOf<"discarded">) {
  const { machine, door, reason } = what;
  const [fitting, others] = [new Tally(), new Tally()];
  return {
    take(event: TraceEvent) {
      if (event.kind !== "discarded") return;
      const fits =
        (machine === undefined || machine === event.machine) &&
        (door === undefined || door === doorOf(event)) &&
        (reason === undefined || reason === event.reason);
      (fits ? fitting : others).add(event.reason);
    },
    verdict(): Finding {
      const { sum } = fitting;
      if (sum >= atLeast && sum <= atMost) return { met: true };
      if (sum > 0) return { met: false, nearest: `there were ${sum}: ${fitting.text}` };
      return {
        met: false,
        nearest: `there was none${others.sum > 0 ? `; others were discarded: ${others.text}` : ""}`,
      };
    },
  };
}

/** Numbers by reason. */
class Tally {
  readonly #times = new Map<string, number>();

  add(reason: string): void {
    this.#times.set(reason, (this.#times.get(reason) ?? 0) + 1);
  }

  get sum(): number {
    return [...this.#times.values()].reduce((total, times) => total + times, 0);
  }

  get text(): string {
    return [...this.#times].map(([reason, times]) => `${times} × ${reason}`).join(", ");
  }
}
