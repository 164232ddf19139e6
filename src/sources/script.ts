/** A script: a list of times, and the input from each time on. */
import type { ScriptOptions } from "./options.ts";
import type { Signal } from "./signal.ts";

export function script({ steps, repeatMs }: ScriptOptions): Signal {
  const at: Signal["at"] = (ms) => {
    const round = repeatMs === undefined ? 0 : Math.floor(ms / repeatMs);
    const intoMs = ms - round * (repeatMs ?? 0);
    // Until the first step of a round is due, the last step of the round before holds.
    const step = steps.findLast(({ atMs }) => atMs <= intoMs) ?? (round > 0 ? steps.at(-1) : undefined);
    return step?.input;
  };
  const nextMs: Signal["nextMs"] = (afterMs) => {
    const roundMs = repeatMs === undefined ? 0 : Math.floor(afterMs / repeatMs) * repeatMs;
    const next = steps.find(({ atMs }) => roundMs + atMs > afterMs);
    if (next) return roundMs + next.atMs;
    return repeatMs === undefined ? undefined : roundMs + repeatMs + (steps[0]?.atMs ?? 0);
  };
  return { at, nextMs };
}
