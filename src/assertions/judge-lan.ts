/** Judges assertions about log-ins at the LAN door, and about serial over LAN. */

import type { Happening, TraceEvent } from "../observe/trace-event.ts";
import { happeningText } from "../observe/trace-event-text.ts";
import type { AbandonmentPattern, AssertionOf, Finding, LogInPattern, OpenSol, RefusalPattern } from "./assertion.ts";
import { count } from "./describe.ts";

type EventOf<Kind extends Happening["kind"]> = Extract<TraceEvent, { readonly kind: Kind }>;

export function loggedIn({ what, ...limits }: AssertionOf<"loggedIn">) {
  return counted(limits, (event) => event.kind === "session opened" && isLogIn(what, event));
}

export function logInRefused({ what, ...limits }: AssertionOf<"logInRefused">) {
  return counted(limits, (event) => event.kind === "log-in refused" && isRefusal(what, event));
}

export function logInAbandoned({ what, ...limits }: AssertionOf<"logInAbandoned">) {
  return counted(limits, (event) => event.kind === "log-in abandoned" && isOf(what, event));
}

const ATTEMPTS = new Set<Happening["kind"]>(["session opened", "log-in refused", "log-in abandoned"]);

/** Counts the log-ins that fit, and notes the last one that did not. */
function counted(
  { atLeast, atMost = Number.POSITIVE_INFINITY }: Pick<AssertionOf<"loggedIn">, "atLeast" | "atMost">,
  fits: (event: TraceEvent) => boolean,
) {
  let times = 0;
  let first: TraceEvent | undefined;
  let other: TraceEvent | undefined;
  return {
    take(event: TraceEvent) {
      if (!ATTEMPTS.has(event.kind)) return;
      if (!fits(event)) other = event;
      else {
        times++;
        first ??= event;
      }
    },
    verdict(): Finding {
      if (times >= atLeast && times <= atMost) return { met: true };
      if (first) return { met: false, nearest: `it came ${count(times)}, first: ${textOn(first)}` };
      return {
        met: false,
        nearest: other ? `it never came; the last log-in: ${textOn(other)}` : "nobody tried to log in",
      };
    },
  };
}

export function sol({ machine, sent, received }: AssertionOf<"sol">) {
  const sums = { sent: 0, received: 0 };
  return {
    take(event: TraceEvent) {
      if (event.kind !== "SOL ended" || (machine !== undefined && machine !== event.machine)) return;
      sums.sent += event.sent;
      sums.received += event.received;
    },
    verdict(open: readonly OpenSol[]): Finding {
      const all = { ...sums };
      for (const session of open) {
        if (machine !== undefined && machine !== session.machine) continue;
        all.sent += session.sent;
        all.received += session.received;
      }
      if (all.sent >= sent && all.received >= received) return { met: true };
      return { met: false, nearest: `${all.sent} characters were sent and ${all.received} received` };
    },
  };
}

function isOf(
  { machine, user }: AbandonmentPattern,
  event: TraceEvent & { readonly user?: string | undefined },
): boolean {
  return (machine === undefined || machine === event.machine) && (user === undefined || user === event.user);
}

function isLogIn({ privilege, suite, ...what }: LogInPattern, event: EventOf<"session opened">): boolean {
  return (
    isOf(what, event) &&
    (privilege === undefined || privilege === event.privilege.toLowerCase()) &&
    (suite === undefined || suite === event.suite)
  );
}

function isRefusal({ step, status, ...what }: RefusalPattern, event: EventOf<"log-in refused">): boolean {
  return (
    isOf(what, event) &&
    (step === undefined || step === event.step) &&
    (status === undefined || status === event.status)
  );
}

function textOn(event: TraceEvent): string {
  return `${happeningText(event)} on ${event.machine}`;
}
