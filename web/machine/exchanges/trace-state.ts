/** The live events of a machine's doors: the latest, in memory, and a pause that holds new ones back. */
import { type Signal, signal } from "@preact/signals";
import { follow } from "../../api/follow.ts";
import { PAUSED_EVENTS, TRACE_EVENTS } from "../../limits.ts";
import { appended } from "../../state/bounded.ts";
import type { Numbered, TraceEntry } from "./trace-events.ts";

export interface TraceState {
  readonly events: Signal<readonly Numbered[]>;
  readonly isPaused: Signal<boolean>;
  /** Number of events that wait for the end of the pause. */
  readonly waiting: Signal<number>;
  readonly error: Signal<string | undefined>;
  pause(): void;
  resume(): void;
  clear(): void;
  /** Begins to read; returns a function that stops. */
  start(): () => void;
}

export function traceState(machine: string): TraceState {
  const events = signal<readonly Numbered[]>([]);
  const isPaused = signal(false);
  const waiting = signal(0);
  const error = signal<string | undefined>(undefined);
  let fresh: readonly Numbered[] = [];
  let frame: number | undefined;
  let number = 0;
  /** Shows what came in the meantime, once a frame however many events there are. */
  const show = () => {
    frame = undefined;
    if (isPaused.value) {
      waiting.value = fresh.length;
      return;
    }
    events.value = appended(events.value, fresh, TRACE_EVENTS);
    fresh = [];
    waiting.value = 0;
  };
  const later = () => {
    frame ??= requestAnimationFrame(show);
  };
  return {
    ...{ events, isPaused, waiting, error },
    pause() {
      isPaused.value = true;
    },
    resume() {
      isPaused.value = false;
      later();
    },
    clear() {
      events.value = [];
      fresh = [];
      waiting.value = 0;
    },
    start() {
      const follower = {
        event(event: unknown) {
          fresh = appended(fresh, [{ number: ++number, event: event as TraceEntry }], PAUSED_EVENTS);
          later();
        },
        state(state: string, reason?: string) {
          error.value = state === "ended" ? (reason ?? "the machine was removed") : reason;
        },
      };
      // The id 0 begins with the first event that the machine keeps.
      const stop = follow("watch", { machine, decoded: true }, follower, "0");
      return () => {
        stop();
        if (frame !== undefined) cancelAnimationFrame(frame);
      };
    },
  };
}
