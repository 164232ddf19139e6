/** Judges assertions by the events of a run. */
import { doorOf } from "../observe/door-kind.ts";
import type { ExchangeHappening, TraceEvent } from "../observe/trace-event.ts";
import type { Assertion, AssertionOf, ExchangePattern, Finding, Judge, OpenSol } from "./assertion.ts";
import { assertionText, count, exchangeText, patternText, secondsText } from "./describe.ts";
import { discarded } from "./judge-discarded.ts";
import { loggedIn, logInAbandoned, logInRefused, sol } from "./judge-lan.ts";

type Exchange = TraceEvent & ExchangeHappening;

export function judgeOf(assertion: Assertion): Judge {
  const { take, verdict } = judging(assertion);
  return { take, verdict: (open) => ({ assertion: assertionText(assertion), ...verdict(open) }) };
}

interface Judging {
  take(event: TraceEvent): void;
  verdict(open: readonly OpenSol[]): Finding;
}

function judging(assertion: Assertion): Judging {
  switch (assertion.kind) {
    case "seen":
      return seen(assertion);
    case "never":
      return never(assertion);
    case "order":
      return order(assertion);
    case "discarded":
      return discarded(assertion);
    case "loggedIn":
      return loggedIn(assertion);
    case "logInRefused":
      return logInRefused(assertion);
    case "logInAbandoned":
      return logInAbandoned(assertion);
    case "sol":
      return sol(assertion);
  }
}

function seen({ what, atLeast, atMost = Number.POSITIVE_INFINITY, withinMs }: AssertionOf<"seen">) {
  const connectedAtMs = new Map<string, number>();
  const misses = new Misses(what);
  let times = 0;
  let firstMs: number | undefined;
  return {
    take(event: TraceEvent) {
      const { kind, machine, epochMs } = event;
      const connects = kind === "connected" || kind === "session opened";
      if (connects && !connectedAtMs.has(machine)) connectedAtMs.set(machine, epochMs);
      if (kind !== "exchange") return;
      if (!matches(what, event)) {
        misses.take(event);
        return;
      }
      times++;
      firstMs ??= event.epochMs - (connectedAtMs.get(event.machine) ?? event.epochMs);
    },
    verdict(): Finding {
      if (times === 0)
        return atLeast === 0 ? { met: true } : { met: false, nearest: misses.nearest(connectedAtMs.size > 0) };
      const late = withinMs !== undefined && (firstMs ?? 0) > withinMs;
      if (times >= atLeast && times <= atMost && !late) return { met: true };
      const first = late ? `, the first ${secondsText(firstMs ?? 0)} after the connection` : "";
      return { met: false, nearest: `it came ${count(times)}${first}` };
    },
  };
}

function never({ what }: AssertionOf<"never">) {
  let first: Exchange | undefined;
  let times = 0;
  return {
    take(event: TraceEvent) {
      if (event.kind !== "exchange" || !matches(what, event)) return;
      first ??= event;
      times++;
    },
    verdict(): Finding {
      if (!first) return { met: true };
      return {
        met: false,
        nearest: `it came ${count(times)}, first as request ${first.exchange}: ${exchangeText(first)}`,
      };
    },
  };
}

function order({ what }: AssertionOf<"order">) {
  let next = 0;
  return {
    take(event: TraceEvent) {
      const wanted = what[next];
      if (wanted && event.kind === "exchange" && matches(wanted, event)) next++;
    },
    verdict(): Finding {
      const missing = what[next];
      if (!missing) return { met: true };
      const after = what[next - 1];
      return {
        met: false,
        nearest: `${patternText(missing)} did not come${after ? ` after ${patternText(after)}` : ""}`,
      };
    },
  };
}

/** Near misses: exchanges with the same command, or else the commands that came. */
class Misses {
  readonly #what: ExchangePattern;
  readonly #others = new Map<string, number>();
  #sameCommand: Exchange | undefined;

  constructor(what: ExchangePattern) {
    this.#what = what;
  }

  take(event: Exchange): void {
    if (matches({ command: this.#what.command }, event)) this.#sameCommand = event;
    const name = event.command ?? "unknown commands";
    this.#others.set(name, (this.#others.get(name) ?? 0) + 1);
  }

  nearest(connected: boolean): string {
    if (this.#sameCommand) {
      const where = this.#what.machine === undefined ? "" : ` on ${this.#sameCommand.machine}`;
      return `no exchange matched; the last one with this command: ${exchangeText(this.#sameCommand)}${where}`;
    }
    if (this.#others.size === 0) return connected ? "no request came at all" : "nothing connected";
    return `it never came; what came: ${[...this.#others].map(([name, times]) => `${name} ${count(times)}`).join(", ")}`;
  }
}

function matches(pattern: ExchangePattern, exchange: Exchange): boolean {
  const { machine, command, door, request, completionCode, refused } = pattern;
  return (
    (machine === undefined || machine === exchange.machine) &&
    (command === undefined || (command.netFn === exchange.netFn && command.cmd === exchange.cmd)) &&
    (door === undefined || door === doorOf(exchange)) &&
    (request?.every((byte, at) => byte === null || byte === exchange.request[at]) ?? true) &&
    (completionCode === undefined || completionCode === exchange.completionCode) &&
    (refused === undefined || refused === (exchange.completionCode !== 0))
  );
}
